import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ErrorData } from '../../shared/errors.ts'
import { hasEnded, type Change, type Plan } from '../../shared/model/plan.ts'
import { errorDataOf } from '../model/thrown.ts'
import { useInventory } from './inventory.ts'

/** The change to the host under way: applied from here, or found when the window opened. */
export const useChanges = defineStore('changes', () => {
  const inventory = useInventory()
  const starting = ref(false)
  const answering = ref<'keep' | 'revert' | null>(null)
  const error = shallowRef<ErrorData | null>(null)
  const dismissed = ref<string | null>(null)

  const current = computed(() => {
    const change = inventory.change
    return change && change.id !== dismissed.value ? change : null
  })
  const underWay = computed(() => starting.value || isUnderWay(inventory.change))

  function isUnderWay(change: Change | null): boolean {
    return change !== null && !hasEnded(change)
  }

  /** Resolves with the change, or null when it failed; why is then in `error` or in the change. */
  async function apply(plan: Plan): Promise<Change | null> {
    dismissed.value = inventory.change?.id ?? null
    error.value = null
    starting.value = true
    try {
      return await window.puente.applyPlan(plan.id)
    } catch (thrown) {
      error.value = errorDataOf(thrown)
      return null
    } finally {
      starting.value = false
    }
  }

  async function decide(decision: 'keep' | 'revert'): Promise<void> {
    const change = inventory.change
    if (!change || answering.value) return
    answering.value = decision
    error.value = null
    try {
      if (decision === 'keep') await window.puente.keepChange(change.id)
      else await window.puente.revertChange(change.id)
    } catch (thrown) {
      error.value = errorDataOf(thrown)
    } finally {
      answering.value = null
    }
  }

  function dismiss(): void {
    dismissed.value = inventory.change?.id ?? null
    error.value = null
  }

  return { current, underWay, starting, answering, error, apply, decide, dismiss }
})
