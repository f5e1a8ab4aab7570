import type { Change } from '../../../shared/model/plan.ts'
import { useApplyNow } from './useApplyNow.ts'
import { usePlan } from './usePlan.ts'

/** A plan that is asked for, shown, and carried out at once. */
export function usePlanned() {
  const planning = usePlan()
  const { applying, error, apply } = useApplyNow()

  /** Resolves with the change when it is made, or null: then `failure` says why. */
  async function carryOut(): Promise<Change | null> {
    return planning.plan.value && (await apply(planning.plan.value))
  }

  return { ...planning, applying, failure: error, carryOut }
}

export type Planned = ReturnType<typeof usePlanned>
