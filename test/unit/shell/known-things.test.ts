import { describe, expect, it } from 'vitest'
import { KnownThings } from '../../../electron/shell/backend/known-things.ts'
import type { InventoryPatch } from '../../../shared/model/inventory.ts'

const machine = (uuid: string, name: string, state = 'running') => ({ uuid, name, state })
const network = (uuid: string, name: string, active = true) => ({ uuid, name, active })
const finding = (id: string, level = 'problem') => ({ id, level })

/** As much of a patch as is looked at. */
function patch(part: Record<string, { upsert?: object[]; remove?: string[] }>): InventoryPatch {
  const whole = Object.entries(part).map(([key, { upsert = [], remove = [] }]) => {
    return [key, { upsert, remove }] as const
  })
  return { revision: 1, ...Object.fromEntries(whole) } as InventoryPatch
}

function known(): KnownThings {
  const things = new KnownThings()
  things.take(
    patch({
      machines: { upsert: [machine('1', 'web'), machine('2', 'Webmail', 'shutoff')] },
      networks: { upsert: [network('a', 'default'), network('b', 'web-dmz', false)] },
      findings: { upsert: [finding('x'), finding('y', 'info')] },
    }),
  )
  return things
}

describe('what is on a host', () => {
  it('is counted, of it what runs, and what somebody should see to', () => {
    const counts = { machines: 2, running: 1, networks: 2, active: 1, findings: 1 }
    expect(known().counts).toEqual(counts)
  })

  it('follows what changes, goes, and gets better', () => {
    const things = known()
    things.take(
      patch({
        machines: { upsert: [machine('2', 'Webmail')], remove: ['1'] },
        networks: { remove: ['b'] },
        findings: { upsert: [finding('x', 'info')], remove: ['y'] },
      }),
    )
    const counts = { machines: 1, running: 1, networks: 1, active: 1, findings: 0 }
    expect(things.counts).toEqual(counts)
  })

  it('is nothing any more once its backend has ended', () => {
    const things = known()
    things.clear()
    expect(things.counts.machines + things.counts.networks + things.counts.findings).toBe(0)
  })

  it('is found by a part of its name, whatever the case, up to a number', () => {
    const names = (words: string, most = 9) =>
      known()
        .find('qemu:///system', words, most)
        .map(({ kind, name, isOn }) => `${kind} ${name}${isOn ? '' : ' off'}`)
    expect(names(' WEB ')).toEqual(['machine web', 'machine Webmail off', 'network web-dmz off'])
    expect(names('web', 1)).toEqual(['machine web'])
    expect(names('db')).toEqual([])
  })
})
