import { watchDebounced } from '@vueuse/core'
import { ref, shallowRef, watch } from 'vue'
import type { WatchSource } from 'vue'
import type { ErrorData } from '../../../shared/errors.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { errorDataOf } from '../../model/thrown.ts'
import { useInventory } from '../../stores/inventory.ts'

/** A change seldom comes alone, and a plan looks at the host itself. */
const SETTLED = { debounce: 1_000, maxWait: 5_000 }

/**
 * The plan for what is asked now; an answer to an earlier question is let go. One that was refused is
 * asked for again when something has changed: what stood against it, an address that was not known yet,
 * may be gone.
 */
export function usePlan() {
  const inventory = useInventory()
  const plan = shallowRef<Plan | null>(null)
  const error = shallowRef<ErrorData | null>(null)
  const loading = ref(false)
  let turn = 0
  let refused: (() => Promise<Plan>) | null = null

  watchDebounced(
    () => inventory.state,
    () => {
      if (refused && !loading.value) void answer(refused)
    },
    SETTLED,
  )

  /** Asks when nothing has changed for a moment; until then no plan is the one that is asked for. */
  function loadSoon(
    sources: WatchSource[],
    ask: () => (() => Promise<Plan>) | null,
    { debounce, immediate = false }: { debounce: number; immediate?: boolean },
  ): void {
    watch(sources, () => {
      turn++
      refused = null
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
    loading.value = true
    error.value = null
    await answer(ask)
  }

  /** What was said before stands until then. */
  async function answer(ask: () => Promise<Plan>): Promise<void> {
    const mine = ++turn
    refused = null
    try {
      const made = await ask()
      if (mine !== turn) return
      plan.value = made
      error.value = null
    } catch (thrown) {
      if (mine !== turn) return
      plan.value = null
      error.value = errorDataOf(thrown)
      refused = ask
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  return { plan, error, loading, load, loadSoon }
}
