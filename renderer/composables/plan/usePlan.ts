import { watchDebounced } from '@vueuse/core'
import { ref, shallowRef, watch } from 'vue'
import type { WatchSource } from 'vue'
import type { ErrorData } from '../../../shared/errors.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { errorDataOf } from '../../model/thrown.ts'

/** The plan for what is asked now; an answer to an earlier question is let go. */
export function usePlan() {
  const plan = shallowRef<Plan | null>(null)
  const error = shallowRef<ErrorData | null>(null)
  const loading = ref(false)
  let turn = 0

  /** Asks when nothing has changed for a moment; until then no plan is the one that is asked for. */
  function loadSoon(
    sources: WatchSource[],
    ask: () => (() => Promise<Plan>) | null,
    { debounce, immediate = false }: { debounce: number; immediate?: boolean },
  ): void {
    watch(sources, () => {
      turn++
      loading.value = true
    })
    watchDebounced(
      sources,
      () => {
        const asked = ask()
        if (asked) return load(asked)
        loading.value = false
      },
      { debounce, immediate },
    )
  }

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

  return { plan, error, loading, load, loadSoon }
}
