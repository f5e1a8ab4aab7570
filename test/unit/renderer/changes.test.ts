import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import type { PuenteApi } from '../../../shared/contract/contract.ts'
import { message } from '../../../shared/message.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { useChanges } from '../../../renderer/stores/changes.ts'
import { fromInventory } from '../../../renderer/stores/inventory-state.ts'
import { useInventory } from '../../../renderer/stores/inventory.ts'
import { scene } from '../../window-fake/scenes.ts'

const plan = { id: 'plan-1', title: message('plan.remove-bridge', { bridge: 'br0' }) } as Plan
const form = { type: 'remove-bridge', bridge: 'br0' } as const

beforeEach(() => {
  setActivePinia(createPinia())
  const puente = { on: () => () => undefined, applyPlan: () => Promise.resolve({}) }
  vi.stubGlobal('window', { puente: puente as unknown as PuenteApi })
})

/** A change is begun from a form, and comes to this. */
async function begun(phase: string, from: typeof form | null) {
  const changes = useChanges()
  await changes.apply(plan, from)
  useInventory().state = fromInventory(scene(phase))
  return changes
}

it.each(['reverted', 'failed'])('what %s is tried again in its form', async (phase) => {
  const changes = await begun(phase, form)
  expect(changes.again).toEqual(form)
  changes.dismiss()
  expect(changes.again).toBe(null)
})

it.each(['applying', 'awaiting-answer', 'done'])('what is %s is not tried again', async (phase) => {
  expect((await begun(phase, form)).again).toBe(null)
})

it('what was not begun here has no form', async () => {
  expect((await begun('reverted', null)).again).toBe(null)
})
