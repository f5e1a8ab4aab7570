/** Several changes as one: carried out in their order, all or none, and taken back in the other one. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { PuenteError, toErrorData } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { Message } from '../../../shared/message.ts'
import type { PlanView } from '../../../shared/model/plan.ts'
import { sentence } from '../history/entries.ts'
import type { UndoRecord } from '../history/history.ts'
import { touched } from '../history/unfinished.ts'
import type { Touched, Unfinished } from '../history/unfinished.ts'
import { Look, proposal } from './plans.ts'
import type { PlannedChange, Seen } from './plans.ts'
import type { Undos } from './undos.ts'
import { planView } from './view.ts'

export interface Part {
  planned: PlannedChange
  seen: Seen
}

export async function partOf(look: Look, planned: PlannedChange): Promise<Part> {
  return { planned, seen: await planned.look(look) }
}

/** Each as it is seen by this look: beside each other, for none of them changes anything. */
export function seenBy(look: Look, all: PlannedChange[]): Promise<Part[]> {
  return Promise.all(all.map((planned) => partOf(look, planned)))
}

export function printsOf(parts: Part[]): string[] {
  return parts.map(({ seen }) => seen.print)
}

const backTogether = z.object({
  title: sentence,
  parts: z.array(z.object({ kind: z.string(), data: z.unknown() })).max(2_000),
  touched: touched.default({
    networks: [],
    machines: [],
    filters: [],
    forwards: [],
    links: [],
    made: [],
  }),
})
type BackTogether = z.infer<typeof backTogether>

export interface TogetherParts {
  undos: Undos
  unfinished: Unfinished
  /** Ends what is being carried out, which is then taken back. */
  stop: AbortSignal | undefined
}

/** What all of it is called when it is taken back, and what it touches. */
export interface Whole {
  title: Message
  touched: Touched
}

export class Together {
  readonly #undos: Undos
  readonly #unfinished: Unfinished
  readonly #stop: AbortSignal | undefined
  readonly #back: (data: BackTogether) => UndoRecord

  constructor({ undos, unfinished, stop }: TogetherParts) {
    this.#undos = undos
    this.#unfinished = unfinished
    this.#stop = stop
    this.#back = undos.know('together', {
      schema: backTogether,
      plan: async ({ parts, ...whole }) => {
        return this.#planned(whole, await Promise.all(parts.map((part) => undos.plannedOf(part))))
      },
    })
  }

  /** @throws PuenteError of the first that failed; those before it are taken back */
  async carryOut(id: string, parts: Part[], whole: Whole): Promise<void> {
    await this.#unfinished.begin(whole.title, whole.touched)
    try {
      this.#remember(id, await allOrNone(this.#undos, parts, IN_ALL, this.#stop), whole)
      this.#unfinished.end()
    } catch (error) {
      // What could not be taken back now, the next start tries again.
      if (toErrorData(error).outcome?.code !== IN_ALL.notBack) this.#unfinished.end()
      throw error
    }
  }

  /** As data where all of it can be: then it outlives this session. */
  #remember(id: string, done: string[], whole: Whole): void {
    const records = done.flatMap((change) => this.#undos.recordOf(change) ?? [])
    if (records.length === done.length) {
      done.forEach((change) => this.#undos.forget(change))
      return this.#undos.remember(id, this.#back({ ...whole, parts: records }))
    }
    this.#undos.remember(id, async () => {
      return this.#planned(whole, await Promise.all(done.map((one) => this.#undos.planned(one))))
    })
  }

  #planned(whole: Whole, all: PlannedChange[]): PlannedChange {
    return proposal(
      async (look) => {
        const parts = await seenBy(look, all)
        return look.saw(joined(whole.title, viewsOf(parts)), printsOf(parts), parts)
      },
      ({ work }, id) => this.carryOut(id, work, whole),
    ) as PlannedChange
  }
}

export function viewsOf(parts: Part[]): PlanView[] {
  return parts.map(({ seen }) => seen.view)
}

/** One view of several, in their order; what two of them say is said once. */
export function joined(title: Message, views: PlanView[]): PlanView {
  const steps = views
    .flatMap((view) => view.steps)
    .map((step, index) => {
      return { ...step, id: String(index) }
    })
  const lost = distinct(views.flatMap((view) => view.lost ?? []))
  const asks = distinct(views.flatMap((view) => view.asks ?? []))
  const [interruption = null] = views.flatMap((view) => view.interruption ?? [])
  return planView({
    ...{ title, steps, interruption, lost },
    warnings: distinct(views.flatMap((view) => view.warnings)),
    commands: views.flatMap((view) => view.commands),
    ...(asks.length > 0 && { asks }),
  })
}

function distinct(messages: Message[]): Message[] {
  const seen = new Map(messages.map((item) => [JSON.stringify(item), item]))
  return [...seen.values()]
}

/** What is said once those before the one that failed are taken back, or are not. */
export interface Outcomes {
  back: ErrorCode
  notBack: ErrorCode
}

const IN_ALL: Outcomes = { back: 'all-taken-back', notBack: 'not-all-taken-back' }

/**
 * @param stop no further part is begun once it is given
 * @returns the changes, the last one first
 * @throws PuenteError of the first that failed; those before it are taken back
 */
export async function allOrNone(
  undos: Undos,
  parts: Part[],
  outcomes: Outcomes,
  stop?: AbortSignal,
): Promise<string[]> {
  const done: string[] = []
  try {
    for (const { planned, seen } of parts) {
      if (stop?.aborted) throw new PuenteError('change-interrupted')
      const change = await planned.apply(randomUUID(), seen)
      undos.hold(change.id)
      done.unshift(change.id)
    }
    return done
  } catch (error) {
    throw await takenBack(undos, done, { error, outcomes })
  }
}

async function takenBack(
  undos: Undos,
  done: string[],
  { error, outcomes }: { error: unknown; outcomes: Outcomes },
): Promise<unknown> {
  if (done.length === 0) return error
  const { code, params, cause } = toErrorData(error)
  let isBack = true
  for (const change of done) isBack = (await isTakenBack(undos, change)) && isBack
  const outcome = { code: isBack ? outcomes.back : outcomes.notBack, params: {} }
  return PuenteError.from({ code, params, ...(cause !== undefined && { cause }), outcome })
}

async function isTakenBack(undos: Undos, change: string): Promise<boolean> {
  try {
    const planned = await undos.planned(change)
    const id = randomUUID()
    await planned.apply(id, await planned.look(new Look()))
    undos.forget(id)
    undos.forget(change)
    return true
  } catch (error) {
    console.error('a part of a plan could not be taken back', error)
    return false
  }
}
