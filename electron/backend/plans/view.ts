/** What is shown of a plan, and the change that it becomes. Pure. */
import type { Message } from '../../../shared/message.ts'
import type { Change, PlanStep, PlanView } from '../../../shared/model/plan.ts'

type Asked = Pick<PlanView, 'title' | 'steps'> & Partial<PlanView>

/** Of a change that is made at once, without a checkpoint. */
export function planView({ lost = [], ...asked }: Asked): PlanView {
  return {
    ...{ warnings: [], interruption: null, carried: [], commands: [] },
    ...asked,
    ...(lost.length > 0 && { lost }),
    keepOrRevert: false,
  }
}

/** Steps that nobody refers to. */
export function numbered(texts: Message[]): PlanStep[] {
  return texts.map((text, index) => ({ id: String(index), text }))
}

/** A plan that was carried out in one go. */
export function doneChange(id: string, { title, steps }: PlanView): Change {
  return {
    id,
    title,
    phase: 'done',
    steps: steps.map((step) => ({ ...step, state: 'done' })),
    checks: [],
    deadline: null,
    doubt: null,
    error: null,
  }
}
