import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import type { EffectScope } from 'vue'
import type { PuenteApi } from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { usePlan } from '../../../renderer/composables/plan/usePlan.ts'
import { fromInventory } from '../../../renderer/stores/inventory-state.ts'
import { useInventory } from '../../../renderer/stores/inventory.ts'
import { scene } from '../../window-fake/scenes.ts'

const made = { id: 'plan-1' } as Plan
let scope: EffectScope

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
  vi.stubGlobal('window', { puente: { on: () => () => undefined } as unknown as PuenteApi })
  scope = effectScope()
})

afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

function planning() {
  const used = scope.run(usePlan)
  if (!used) throw new Error('the scope has ended')
  return used
}

/** Somebody's machine got its address, and the window has been told. */
async function somethingChanges(): Promise<void> {
  useInventory().state = fromInventory(scene('lab'))
  await nextTick()
  await vi.advanceTimersByTimeAsync(1_000)
}

function refusedOnce() {
  const refusal = new PuenteError('forward-no-address', { machine: 'web' })
  return vi.fn<() => Promise<Plan>>().mockRejectedValueOnce(refusal).mockResolvedValue(made)
}

it('is asked for again when something has changed, if it was refused', async () => {
  const { plan, error, load } = planning()
  await load(refusedOnce())
  expect(error.value?.code).toBe('forward-no-address')
  await somethingChanges()
  expect([plan.value, error.value]).toEqual([made, null])
})

it('says what stands against it until there is another answer', async () => {
  const { error, loading, load } = planning()
  const ask = refusedOnce().mockReturnValueOnce(new Promise(() => undefined))
  await load(ask)
  await somethingChanges()
  expect(ask).toHaveBeenCalledTimes(2)
  expect([error.value?.code, loading.value]).toEqual(['forward-no-address', false])
})

it('is left as it is once it is there', async () => {
  const { load } = planning()
  const ask = vi.fn<() => Promise<Plan>>().mockResolvedValue(made)
  await load(ask)
  await somethingChanges()
  expect(ask).toHaveBeenCalledTimes(1)
})

it('is not asked for again when something else is being asked', async () => {
  const { error, loadSoon } = planning()
  const field = ref(1)
  const ask = refusedOnce()
  scope.run(() =>
    loadSoon([field], () => (field.value === 1 ? ask : null), { debounce: 200, immediate: true }),
  )
  await vi.advanceTimersByTimeAsync(200)
  expect(error.value?.code).toBe('forward-no-address')
  field.value = 2
  await nextTick()
  await somethingChanges()
  expect(ask).toHaveBeenCalledTimes(1)
})
