import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { PuenteError } from '../../shared/errors.ts'
import type { ErrorData } from '../../shared/errors.ts'
import { hasEnded, type Change, type Plan } from '../../shared/model/plan.ts'
import { errorDataOf } from '../model/thrown.ts'
import type { Dialog } from './dialogs.ts'
import { useInventory } from './inventory.ts'
import { useTasks } from './tasks.ts'

/** The change to the host under way: applied from here, or found when the window opened. */
export const useChanges = defineStore('changes', () => {
  const inventory = useInventory()
  const tasks = useTasks()
  const starting = ref(false)
  const answering = ref<'keep' | 'revert' | 'extend' | null>(null)
  const error = shallowRef<ErrorData | null>(null)
  const dismissed = ref<string | null>(null)
  /** The form that it came from, filled in as it was: for who wants to try again. */
  const form = shallowRef<Dialog | null>(null)

  const current = computed(() => {
    const change = inventory.change
    return change && change.id !== dismissed.value ? change : null
  })
  const underWay = computed(() => starting.value || isUnderWay(inventory.change))

  watch(
    () => inventory.change,
    (now, before) => {
      // Its backend ended with it; a notice of the next one says what became of the host.
      if (!now && before && !hasEnded(before)) error.value = new PuenteError('backend-gone').data
      if (now && hasEnded(now) && before && !hasEnded(before)) tasks.note(now.title, now.error)
    },
  )

  function isUnderWay(change: Change | null): boolean {
    return change !== null && !hasEnded(change)
  }

  /** Resolves with the change, or null when it failed; why is then in `error` or in the change. */
  async function apply(plan: Plan, from: Dialog | null = null): Promise<Change | null> {
    form.value = from
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

  function decide(decision: 'keep' | 'revert'): Promise<void> {
    return answer(decision, (id) =>
      decision === 'keep' ? window.puente.keepChange(id) : window.puente.revertChange(id),
    )
  }

  /** More time to look before answering. */
  function extend(): Promise<void> {
    return answer('extend', (id) => window.puente.extendChange(id))
  }

  async function answer(
    what: 'keep' | 'revert' | 'extend',
    tell: (id: string) => Promise<Change>,
  ): Promise<void> {
    const change = inventory.change
    if (!change || answering.value) return
    answering.value = what
    error.value = null
    try {
      await tell(change.id)
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

  /** What went wrong or was reverted, and can be tried again with all that was filled in. */
  const again = computed(() => {
    const phase = current.value?.phase
    return phase === 'reverted' || phase === 'failed' ? form.value : null
  })

  return { current, underWay, starting, answering, error, again, apply, decide, extend, dismiss }
})
