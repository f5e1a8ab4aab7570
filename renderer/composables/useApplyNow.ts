import { ref, shallowRef } from 'vue'
import type { ErrorData } from '../../shared/errors.ts'
import type { Plan } from '../../shared/model/plan.ts'
import { errorDataOf } from '../model/thrown.ts'

/** Applies a plan that needs no answer afterwards; true when it is done. */
export function useApplyNow() {
  const applying = ref(false)
  const error = shallowRef<ErrorData | null>(null)

  async function apply(plan: Plan): Promise<boolean> {
    applying.value = true
    error.value = null
    try {
      const change = await window.puente.applyPlan(plan.id)
      error.value = change.error
      return change.phase !== 'failed'
    } catch (thrown) {
      error.value = errorDataOf(thrown)
      return false
    } finally {
      applying.value = false
    }
  }

  return { applying, error, apply }
}
