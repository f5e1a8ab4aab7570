import { ref, shallowRef } from 'vue'
import type { ErrorData } from '../../shared/errors.ts'
import type { Plan } from '../../shared/model/plan.ts'
import { errorDataOf } from '../model/thrown.ts'

/** The plan for what is asked now; an answer to an earlier question is let go. */
export function usePlan() {
  const plan = shallowRef<Plan | null>(null)
  const error = shallowRef<ErrorData | null>(null)
  const loading = ref(false)
  let turn = 0

  async function load(ask: () => Promise<Plan>): Promise<void> {
    const mine = ++turn
    loading.value = true
    error.value = null
    try {
      const answer = await ask()
      if (mine === turn) plan.value = answer
    } catch (thrown) {
      if (mine !== turn) return
      plan.value = null
      error.value = errorDataOf(thrown)
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  return { plan, error, loading, load }
}
