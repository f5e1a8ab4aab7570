import { ref, shallowRef } from 'vue'
import type { ErrorData } from '../../../shared/errors.ts'
import type { Change, Plan } from '../../../shared/model/plan.ts'
import { errorDataOf } from '../../model/thrown.ts'
import { useTasks } from '../../stores/tasks.ts'

/** Applies a plan that needs no answer afterwards; gives the change when it is done. */
export function useApplyNow() {
  const tasks = useTasks()
  const applying = ref(false)
  const error = shallowRef<ErrorData | null>(null)

  async function apply(plan: Plan): Promise<Change | null> {
    applying.value = true
    error.value = null
    try {
      const change = await tasks.apply(plan)
      error.value = change.error
      return change.phase === 'failed' ? null : change
    } catch (thrown) {
      error.value = errorDataOf(thrown)
      return null
    } finally {
      applying.value = false
    }
  }

  return { applying, error, apply }
}
