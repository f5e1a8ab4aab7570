import { ref } from 'vue'
import type { Plan } from '../../../shared/model/plan.ts'
import type { Dialog } from '../../stores/dialogs.ts'
import { useChanges } from '../../stores/changes.ts'
import { usePlan } from './usePlan.ts'

/** A plan that is carried out under a checkpoint: shown, begun, and answered with Keep or Revert. */
export function useCheckpointed(ask: () => (() => Promise<Plan>) | null) {
  const changes = useChanges()
  const { plan, error, load } = usePlan()
  const applying = ref(false)

  /** Asks anew each time: a plan that was refused is no longer valid. False: there is nothing to ask. */
  function review(): boolean {
    const asked = ask()
    if (!asked) return false
    applying.value = false
    plan.value = null
    void load(asked)
    return true
  }

  /** @param from the form that it comes from, filled in as it is */
  function apply(from: Dialog): void {
    if (!plan.value) return
    applying.value = true
    void changes.apply(plan.value, from)
  }

  return { plan, error, applying, review, apply }
}
