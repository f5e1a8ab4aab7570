import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import type { Capture, CapturedPacket } from '../../shared/model/capture.ts'

/** As many as a person can look through; all are in the file. */
export const SHOWN = 200

/** Captures of this session, and the latest packets of each. */
export const useCaptures = defineStore('captures', () => {
  const captures = shallowReactive(new Map<string, Capture>())
  const packets = shallowReactive(new Map<string, CapturedPacket[]>())

  window.puente.on('capture', ({ capture, packets: latest }) => {
    captures.set(capture.id, capture)
    if (latest.length === 0) return
    packets.set(capture.id, [...(packets.get(capture.id) ?? []), ...latest].slice(-SHOWN))
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
    packetsOf: (id: string) => packets.get(id) ?? [],
    /** The latest on an interface; undefined: none. */
    latestOn: (name: string) =>
      [...captures.values()].filter((one) => one.interface === name).at(-1),
    isRunningOn: (name: string) =>
      [...captures.values()].some((one) => one.interface === name && one.end === null),
  }
})
