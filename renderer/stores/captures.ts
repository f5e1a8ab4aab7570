import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import type { Capture } from '../../shared/model/capture.ts'
import {
  choosing,
  emptyList,
  shownOf,
  withPackets,
  type PacketList,
} from '../model/capture/packet-list.ts'

/** Captures of this session, and the latest packets of each. */
export const useCaptures = defineStore('captures', () => {
  const captures = shallowReactive(new Map<string, Capture>())
  const lists = shallowReactive(new Map<string, PacketList>())
  const listOf = (id: string) => lists.get(id) ?? emptyList

  window.puente.on('capture', ({ capture, packets: latest }) => {
    captures.set(capture.id, capture)
    if (latest.length > 0) lists.set(capture.id, withPackets(listOf(capture.id), latest))
  })

  /** Those that a window before this one has started go on. */
  async function read(): Promise<void> {
    for (const one of await window.puente.getCaptures()) {
      if (!captures.has(one.id)) captures.set(one.id, one)
    }
  }

  return {
    read,
    add: (capture: Capture) => {
      if (!captures.has(capture.id)) captures.set(capture.id, capture)
    },
    find: (id: string) => captures.get(id),
    packetsOf: (id: string) => shownOf(listOf(id)),
    /** @param conversation that is looked at alone; null: all of them */
    choose: (id: string, conversation: number | null) => {
      lists.set(id, choosing(listOf(id), conversation))
    },
    /** The latest on an interface; undefined: none. */
    latestOn: (name: string) =>
      [...captures.values()].filter((one) => one.interface === name).at(-1),
    isRunningOn: (name: string) =>
      [...captures.values()].some((one) => one.interface === name && one.end === null),
  }
})
