/** Plans that were shown and may be carried out, by id: the window names one, it never sends one. */
import { randomUUID } from 'node:crypto'
import { PuenteError } from '../../shared/errors.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import { toPaste } from './virsh-commands.ts'

/** Enough for a person's going back and forth; older ones are planned again. */
const KEPT = 20

export interface PlannedChange {
  view: Omit<Plan, 'id'>
  /** The same plan computed from what is there now, to see that it is still true. */
  replan: () => Omit<Plan, 'id'> | Promise<Omit<Plan, 'id'>>
  apply: (id: string) => Promise<Change>
}

export class Plans {
  readonly #uri: string
  readonly #plans = new Map<string, PlannedChange>()

  /** @param uri of the libvirt that the plans' commands are for */
  constructor(uri: string) {
    this.#uri = uri
  }

  add(planned: PlannedChange): Plan {
    const id = randomUUID()
    this.#plans.set(id, planned)
    const [oldest] = this.#plans.keys()
    if (this.#plans.size > KEPT && oldest) this.#plans.delete(oldest)
    return { id, ...planned.view, commands: toPaste(this.#uri, planned.view.commands) }
  }

  /** Carries it out once, if the world is still the one it was made for. @throws PuenteError */
  async apply(id: string): Promise<Change> {
    const planned = this.#plans.get(id)
    if (!planned) throw new PuenteError('plan-unknown')
    if (JSON.stringify(await planned.replan()) !== JSON.stringify(planned.view)) {
      throw new PuenteError('plan-stale')
    }
    // Another call may have carried it out while this one looked.
    if (!this.#plans.delete(id)) throw new PuenteError('plan-unknown')
    return planned.apply(id)
  }
}
