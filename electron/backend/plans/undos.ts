/**
 * What takes changes back, by the id of the change: as data wherever it can be, so that the history
 * keeps it across restarts; what only this session can take back is a function.
 */
import type { z } from 'zod'
import { PuenteError, toErrorData } from '../../../shared/errors.ts'
import type { HistoryDetails } from '../../../shared/model/history.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import type { UndoRecord } from '../history/history.ts'
import { Look } from './plans.ts'
import type { PlannedChange, Plans } from './plans.ts'

/** As many as the window's list of tasks has. */
const REMEMBERED = 50

/** The way back, planned on what is there by then. @throws PuenteError where it has become another */
export type Undo = () => PlannedChange | Promise<PlannedChange>

/** One kind of way back: what it has to know, and the plan that is made of it. */
interface Kind<T> {
  /** From the disk, where anybody may have written. */
  schema: z.ZodType<T>
  plan: (data: T) => PlannedChange | Promise<PlannedChange>
  /** As it may be kept on disk: without secrets; null where it may not. Default: as it is. */
  kept?: (data: T) => T | null
}

/** Where ways back are kept longer than here. */
export interface UndoShelf {
  undoOf: (change: string) => Promise<UndoRecord | null>
  takenBack: (change: string) => Promise<void>
}

const noShelf: UndoShelf = { undoOf: async () => null, takenBack: async () => undefined }

export class Undos {
  readonly #plans: Plans
  readonly #kinds = new Map<string, Kind<unknown>>()
  readonly #undos = new Map<string, UndoRecord | Undo>()
  /** Of changes that are parts of another one, however many: until that has taken them over. */
  readonly #held = new Map<string, UndoRecord | Undo>()
  shelf: UndoShelf = noShelf

  constructor(plans: Plans) {
    this.#plans = plans
  }

  /** @returns makes the record of such a way back */
  know<T>(kind: string, how: Kind<T>): (data: T) => UndoRecord {
    this.#kinds.set(kind, how as Kind<unknown>)
    return (data) => ({ kind, data })
  }

  remember(change: string, undo: UndoRecord | Undo): void {
    this.#undos.set(change, undo)
    const [oldest] = this.#undos.keys()
    if (this.#undos.size > REMEMBERED && oldest) this.#undos.delete(oldest)
  }

  forget(change: string): void {
    this.#undos.delete(change)
    this.#held.delete(change)
  }

  /** Of a part: no later one takes its place. */
  hold(change: string): void {
    const undo = this.#undos.get(change)
    if (!undo) return
    this.#undos.delete(change)
    this.#held.set(change, undo)
  }

  /** As it is kept on disk; null where this session alone can take it back. */
  recordOf(change: string): UndoRecord | null {
    const undo = this.#known(change)
    return undo && typeof undo !== 'function' ? this.#kept(undo) : null
  }

  /** Of a change that is part of another, which takes it back from now on: as `recordOf`. */
  take(change: string): UndoRecord | null {
    const record = this.recordOf(change)
    this.#undos.delete(change)
    return record
  }

  async plan(change: string): Promise<Plan> {
    return this.#plans.add(await this.planned(change))
  }

  /** Could it be taken back now, and else why not? */
  async standing(change: string): Promise<HistoryDetails['undo']> {
    try {
      const planned = await this.planned(change)
      await planned.look(new Look())
      return { can: true }
    } catch (error) {
      return { can: false, why: toErrorData(error) }
    }
  }

  /** Is forgotten only once it is done: what stood in its way may be gone the next time. */
  async planned(change: string): Promise<PlannedChange> {
    const planned = await (await this.#find(change))()
    return {
      look: async (look) => {
        // Another plan may have taken it back meanwhile.
        await this.#find(change)
        return planned.look(look)
      },
      apply: async (id, seen) => {
        const done = await planned.apply(id, seen)
        this.forget(change)
        await this.shelf.takenBack(change)
        return done
      },
    }
  }

  /** Of a record that was taken into another one. @throws PuenteError `undo-unknown` */
  async plannedOf(record: UndoRecord): Promise<PlannedChange> {
    const kind = this.#kinds.get(record.kind)
    const { data } = kind?.schema.safeParse(record.data) ?? {}
    if (!kind || data === undefined) throw new PuenteError('undo-unknown')
    return kind.plan(data)
  }

  /** What this session has noted down is as it was; what is from the disk is checked. */
  async #find(change: string): Promise<Undo> {
    const own = this.#known(change)
    if (typeof own === 'function') return own
    const kind = own && this.#kinds.get(own.kind)
    if (own && kind) return () => kind.plan(own.data)
    const kept = await this.shelf.undoOf(change)
    if (!kept) throw new PuenteError('undo-unknown')
    return () => this.plannedOf(kept)
  }

  #known(change: string): UndoRecord | Undo | undefined {
    return this.#undos.get(change) ?? this.#held.get(change)
  }

  #kept({ kind, data }: UndoRecord): UndoRecord | null {
    const { kept } = this.#kinds.get(kind) ?? {}
    const left = kept ? kept(data) : data
    return left === null ? null : { kind, data: left }
  }
}
