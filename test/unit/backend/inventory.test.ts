import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { InventoryStore } from '../../../electron/backend/inventory/inventory.ts'
import type { InventoryPatch } from '../../../shared/model/inventory.ts'
import type { Network } from '../../../shared/model/network.ts'

const FRAME_MS = 16

let patches: InventoryPatch[]
let store: InventoryStore

beforeEach(() => {
  vi.useFakeTimers()
  patches = []
  store = new InventoryStore((patch) => patches.push(patch))
})
afterEach(() => vi.useRealTimers())

/** Of a network only its key matters here. */
function network(uuid: string, name = uuid): Network {
  return { uuid, name } as Network
}

const frame = () => vi.advanceTimersByTime(FRAME_MS)

it('is one patch for what comes within a frame', () => {
  store.networks.set(network('a'))
  store.networks.set(network('b'))
  store.setService('libvirt', { status: 'connected', version: '9', readOnly: false })
  store.addNotice({ id: 'n', level: 'info', text: { key: 'notice.network-failed' }, at: 0 })
  expect(patches).toEqual([])
  frame()
  expect(patches).toHaveLength(1)
  expect(patches[0]).toMatchObject({
    revision: 1,
    networks: { upsert: [network('a'), network('b')], remove: [] },
    services: { libvirt: { status: 'connected' }, networkManager: { status: 'connecting' } },
    notices: [{ id: 'n' }],
  })
  expect(patches[0]).not.toHaveProperty('machines')
  expect(patches[0]).not.toHaveProperty('change')
})

it('tells the first change at once, and what follows within a frame together at its end', () => {
  store.networks.set(network('a'))
  vi.advanceTimersByTime(1)
  expect(patches).toHaveLength(1)
  store.networks.set(network('b'))
  vi.advanceTimersByTime(FRAME_MS / 2)
  store.networks.set(network('c'))
  expect(patches).toHaveLength(1)
  frame()
  expect(patches[1]?.networks?.upsert).toEqual([network('b'), network('c')])
})

it('counts its revisions without a gap, also through a snapshot', () => {
  store.networks.set(network('a'))
  frame()
  store.networks.set(network('b'))
  expect(store.snapshot().revision).toBe(2)
  frame()
  store.networks.set(network('c'))
  frame()
  expect(patches.map(({ revision }) => revision)).toEqual([1, 2, 3])
})

it('sends nothing while nothing changes', () => {
  store.networks.set(network('a'))
  frame()
  store.networks.set(network('a'))
  store.networks.replace([network('a')])
  store.networks.remove('b')
  frame()
  expect(store.snapshot().revision).toBe(1)
  expect(patches).toHaveLength(1)
})

it('knows the same data from other data', () => {
  const data = fc.jsonValue({ maxDepth: 3 })
  const isSent = (first: unknown, then: unknown) => {
    patches = []
    store.networks.set({ uuid: 'a', data: first } as unknown as Network)
    frame()
    const before = patches.length
    store.networks.set({ uuid: 'a', data: then } as unknown as Network)
    frame()
    return patches.length > before
  }
  fc.assert(
    fc.property(data, data, (one, other) => {
      expect(isSent(one, structuredClone(one))).toBe(false)
      expect(isSent(one, other)).toBe(!isDeepStrictEqual(one, other))
    }),
  )
})

it('sends the last of several states', () => {
  store.networks.set(network('a', 'first'))
  store.networks.set(network('a', 'last'))
  frame()
  expect(patches[0]?.networks).toEqual({ upsert: [network('a', 'last')], remove: [] })
})

it('tells what came and went, and what went and came', () => {
  store.networks.set(network('kept'))
  frame()
  store.networks.set(network('short'))
  store.networks.remove('short')
  store.networks.remove('kept')
  store.networks.set(network('kept'))
  frame()
  expect(patches[1]?.networks).toEqual({ upsert: [network('kept')], remove: ['short'] })
})

it('replaces a list by what is different', () => {
  store.networks.replace([network('a'), network('b')])
  frame()
  store.networks.replace([network('b'), network('c')])
  frame()
  expect(patches[1]?.networks).toEqual({ upsert: [network('c')], remove: ['a'] })
})

it('drops a notice by its id', () => {
  for (const id of ['n', 'm'])
    store.addNotice({ id, level: 'info', text: { key: 'notice.network-failed' }, at: 0 })
  store.removeNotice('n')
  store.removeNotice('unknown')
  expect(store.snapshot().notices.map(({ id }) => id)).toEqual(['m'])
})

it('leads whoever applies its patches to the same state, whatever happens when', () => {
  const key = fc.constantFrom('a', 'b', 'c')
  const action = fc.oneof(
    fc.record({ do: fc.constant('set' as const), key, name: fc.constantFrom('x', 'y') }),
    fc.record({ do: fc.constant('remove' as const), key }),
    fc.record({ do: fc.constant('replace' as const), keys: fc.uniqueArray(key) }),
    fc.record({ do: fc.constant('frame' as const) }),
  )
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const copy = new Map<string, Network>()
      const inventory = new InventoryStore(({ networks }) => {
        networks?.remove.forEach((gone) => copy.delete(gone))
        networks?.upsert.forEach((item) => copy.set(item.uuid, item))
      })
      for (const one of actions) {
        if (one.do === 'set') inventory.networks.set(network(one.key, one.name))
        else if (one.do === 'remove') inventory.networks.remove(one.key)
        else if (one.do === 'replace') inventory.networks.replace(one.keys.map((k) => network(k)))
        else frame()
      }
      const { networks } = inventory.snapshot()
      expect(copy).toEqual(new Map(networks.map((item) => [item.uuid, item])))
    }),
  )
})
