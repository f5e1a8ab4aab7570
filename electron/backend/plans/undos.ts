/** What takes the changes of this session back, by the id of the change. */
import { PuenteError } from '../../../shared/errors.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import type { PlannedChange, Plans } from './plans.ts'

/** As many as the window's list of tasks has. */
const REMEMBERED = 50

/** The way back, planned on what is there by then. @throws PuenteError where it has become another */
export type Undo = () => PlannedChange | Promise<PlannedChange>

export class Undos {
  readonly #plans: Plans
  readonly #undos = new Map<string, Undo>()

  constructor(plans: Plans) {
    this.#plans = plans
  }

  remember(change: string, undo: Undo): void {
    this.#undos.set(change, undo)
    const [oldest] = this.#undos.keys()
    if (this.#undos.size > REMEMBERED && oldest) this.#undos.delete(oldest)
  }

  forget(change: string): void {
    this.#undos.delete(change)
  }

  async plan(change: string): Promise<Plan> {
    return this.#plans.add(await this.planned(change))
  }

  /** Is forgotten only once it is done: what stood in its way may be gone the next time. */
  async planned(change: string): Promise<PlannedChange> {
    const planned = await this.#find(change)()
    return {
      look: (look) => {
        // Another plan may have taken it back meanwhile.
        void this.#find(change)
        return planned.look(look)
      },
      apply: async (id, seen) => {
        const done = await planned.apply(id, seen)
        this.forget(change)
        return done
      },
    }
  }

  #find(change: string): Undo {
    const undo = this.#undos.get(change)
    if (!undo) throw new PuenteError('undo-unknown')
    return undo
  }
}
