/** Plans that were shown and may be carried out, by id: the window names one, it never sends one. */
import { randomUUID } from 'node:crypto'
import { PuenteError } from '../../../shared/errors.ts'
import type { Message } from '../../../shared/message.ts'
import type { Change, Plan, PlanView } from '../../../shared/model/plan.ts'
import { toPaste } from '../../libvirt/commands/paste.ts'
import { doneChange } from './view.ts'

/** Enough for a person's going back and forth; older ones are planned again. */
const KEPT = 20

/**
 * A plan as it is at this moment, and all that was read for it. Only a `Look` makes one, and each look
 * takes only its own: the view that a plan was made with is no answer to what is there now.
 */
export class Seen<Work = unknown> {
  readonly look: Look
  readonly view: PlanView
  readonly work: Work
  /** To be compared with what is read the next time. */
  readonly print: string

  constructor(look: Look, view: PlanView, { read, work }: { read: unknown; work: Work }) {
    this.look = look
    this.view = view
    this.work = work
    this.print = JSON.stringify([view, read], exact)
  }
}

/** One look at the world. */
export class Look {
  /**
   * @param read what the plan depends on beside what its view says: definitions as they are stored and
   *   as they run, and what else would be overwritten
   * @param work what the plan will do, for `apply`
   */
  saw<Work>(view: PlanView, read: unknown, work: Work): Seen<Work> {
    return new Seen(this, view, { read, work })
  }
}

export interface PlannedChange<Work = unknown> {
  /** Reads what is there and makes the plan of it, once to show it and once before it is carried out. */
  look: (look: Look) => Seen<Work> | Promise<Seen<Work>>
  /** With what the second look has seen: a method, so that a plan of any work is a plan. */
  apply(id: string, seen: Seen<Work>): Promise<Change>
  /** Has it not ended when `apply` is done, and tells the history of its end itself? */
  endsItself?: boolean
}

/** Follows each plan that is carried out, as the history does. */
export type Following = (
  id: string,
  view: PlanView,
  carryOut: () => Promise<Change>,
  how: { endsItself: boolean },
) => Promise<Change>

/** One whose steps are all done once it is carried out. */
export function proposal<Work>(
  look: PlannedChange<Work>['look'],
  carryOut: (seen: Seen<Work>, id: string) => Promise<unknown>,
): PlannedChange<Work> {
  return {
    look,
    apply: async (id, seen) => {
      await carryOut(seen, id)
      return doneChange(id, seen.view)
    },
  }
}

interface Shown {
  planned: PlannedChange
  view: PlanView
  print: string
}

export class Plans {
  readonly #uri: string
  readonly #follow: Following
  readonly #plans = new Map<string, Shown>()

  /** @param uri of the libvirt that the plans' commands are for */
  constructor(uri: string, follow: Following = (_id, _view, carryOut) => carryOut()) {
    this.#uri = uri
    this.#follow = follow
  }

  async add<Work>(asked: PlannedChange<Work>): Promise<Plan> {
    const planned = asked as PlannedChange
    const { view, print } = await lookAt(planned)
    const id = randomUUID()
    this.#plans.set(id, { planned, view, print })
    const [oldest] = this.#plans.keys()
    if (this.#plans.size > KEPT && oldest) this.#plans.delete(oldest)
    return { id, ...view, commands: toPaste(this.#uri, view.commands) }
  }

  /** See `proposal`. */
  propose<Work>(
    look: PlannedChange<Work>['look'],
    carryOut: (seen: Seen<Work>, id: string) => Promise<unknown>,
  ): Promise<Plan> {
    return this.add(proposal(look, carryOut))
  }

  /** What a person must have agreed to, outside of the window. */
  asksOf(id: string): Message[] {
    return this.#plans.get(id)?.view.asks ?? []
  }

  /**
   * Carries it out once, if the world is still the one it was made for.
   * @param agreed has the person been asked about all of `asksOf`, by the shell?
   * @throws PuenteError
   */
  async apply(id: string, { agreed }: { agreed: boolean }): Promise<Change> {
    const shown = this.#plans.get(id)
    if (!shown) throw new PuenteError('plan-unknown')
    if (this.asksOf(id).length > 0 && !agreed) throw new PuenteError('consent-needed')
    const seen = await lookAt(shown.planned)
    if (seen.print !== shown.print) throw new PuenteError('plan-stale')
    // Another call may have carried it out while this one looked.
    if (!this.#plans.delete(id)) throw new PuenteError('plan-unknown')
    const { planned } = shown
    const pasted = { ...seen.view, commands: toPaste(this.#uri, seen.view.commands) }
    const how = { endsItself: planned.endsItself ?? false }
    return this.#follow(id, pasted, () => planned.apply(id, seen), how)
  }
}

async function lookAt(planned: PlannedChange): Promise<Seen> {
  const look = new Look()
  const seen = await planned.look(look)
  if (seen.look !== look) throw new Error('a plan was made of what was seen before')
  return seen
}

/** D-Bus has numbers that JSON has not. */
function exact(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value
}
