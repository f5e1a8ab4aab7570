import { describe, expect, it, vi } from 'vitest'
import type { PuenteEvents } from '../../../shared/contract/contract.ts'
import type { Inventory, InventoryPatch } from '../../../shared/model/inventory.ts'
import { InventoryReader } from '../../../renderer/stores/inventory-reader.ts'
import {
  applyPatch,
  fromInventory,
  type InventoryState,
} from '../../../renderer/stores/inventory-state.ts'
import { scene } from '../../window-fake/scenes.ts'

function state(): InventoryState {
  return fromInventory(scene('lab'))
}

function first<T>(items: ReadonlyMap<string, T>): T {
  const [item] = items.values()
  if (!item) throw new Error('nothing there')
  return item
}

describe('a patch', () => {
  it('replaces, adds and removes whole objects by their key', () => {
    const before = state()
    const machine = first(before.machines)
    const added = { ...machine, uuid: 'new', name: 'new' }
    const [, second] = [...before.machines.keys()]
    const after = applyPatch(before, {
      revision: 2,
      machines: {
        upsert: [{ ...machine, state: 'paused' }, added],
        remove: second ? [second] : [],
      },
    })
    if (after === 'gap') throw new Error('no gap expected')
    expect(after.revision).toBe(2)
    expect(after.machines.get(machine.uuid)?.state).toBe('paused')
    expect(after.machines.get('new')).toBe(added)
    expect(after.machines.size).toBe(before.machines.size)
  })

  it('leaves what it does not name identical, so that nothing of it is drawn again', () => {
    const before = state()
    const after = applyPatch(before, { revision: 2, networks: { upsert: [], remove: ['x'] } })
    if (after === 'gap') throw new Error('no gap expected')
    expect(after.machines).toBe(before.machines)
    expect(after.interfaces).toBe(before.interfaces)
    expect(after.services).toBe(before.services)
    expect(first(after.networks)).toBe(first(before.networks))
  })

  it('can end a change: null is not the same as nothing said', () => {
    const before = fromInventory(scene('applying'))
    const silent = applyPatch(before, { revision: 2 })
    const ended = applyPatch(before, { revision: 2, change: null })
    expect(silent).toMatchObject({ change: before.change })
    expect(ended).toMatchObject({ change: null })
  })

  it('is let go when the inventory already has it, and is a gap when one before it was missed', () => {
    const before = state()
    expect(applyPatch(before, { revision: 1 })).toBe(before)
    expect(applyPatch(before, { revision: 3 })).toBe('gap')
  })
})

/** A backend by hand: each reading is answered when the test says so. */
function backend() {
  const readings: ((inventory: Inventory) => void)[] = []
  const listeners = new Map<string, (payload: never) => void>()
  const shown: InventoryState[] = []
  const reader = new InventoryReader(
    {
      getInventory: () => new Promise((resolve) => readings.push(resolve)),
      on: (event, listener) => {
        listeners.set(event, listener as (payload: never) => void)
        return () => listeners.delete(event)
      },
    },
    {
      state: () => shown.at(-1) ?? null,
      show: (next) => shown.push(next),
      failed: vi.fn(),
      backend: vi.fn(),
    },
  )
  return {
    reader,
    readings,
    shown,
    patch: (patch: InventoryPatch) => listeners.get('inventory')?.(patch as never),
    lifecycle: (event: PuenteEvents['backend']) => listeners.get('backend')?.(event as never),
    answer: async (inventory: Inventory) => {
      readings.at(-1)?.(inventory)
      await vi.waitFor(() => expect(shown.length).toBeGreaterThan(0))
    },
  }
}

describe('the reader', () => {
  it('keeps patches that arrive while it reads, and applies the newer ones', async () => {
    const { reader, patch, answer, shown } = backend()
    reader.listen()
    void reader.read()
    patch({ revision: 5 })
    patch({ revision: 6, notices: [] })
    await answer({ ...scene('lab'), revision: 5 })
    expect(shown.at(-1)?.revision).toBe(6)
  })

  it('reads everything again after a gap', async () => {
    const { reader, patch, answer, readings, shown } = backend()
    reader.listen()
    void reader.read()
    await answer(scene('lab'))
    patch({ revision: 9 })
    expect(readings).toHaveLength(2)
    await answer({ ...scene('bridged'), revision: 9 })
    await vi.waitFor(() => expect(shown.at(-1)?.revision).toBe(9))
  })

  it('reads everything again from a new backend, whose revisions start anew', async () => {
    const { reader, lifecycle, answer, readings, shown } = backend()
    reader.listen()
    void reader.read()
    await answer({ ...scene('lab'), revision: 40 })
    lifecycle({ ready: false })
    expect(readings).toHaveLength(1)
    lifecycle({ ready: true })
    expect(readings).toHaveLength(2)
    await answer({ ...scene('lab'), revision: 1 })
    await vi.waitFor(() => expect(shown.at(-1)?.revision).toBe(1))
  })

  it('shows only the latest of two readings', async () => {
    const { reader, readings, shown } = backend()
    reader.listen()
    void reader.read()
    void reader.read()
    readings[1]?.({ ...scene('lab'), revision: 2 })
    await vi.waitFor(() => expect(shown).toHaveLength(1))
    readings[0]?.({ ...scene('lab'), revision: 1 })
    await Promise.resolve()
    expect(shown.map((item) => item.revision)).toEqual([2])
  })
})
