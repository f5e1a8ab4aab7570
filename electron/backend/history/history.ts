/** The history of this host: each plan that was carried out, what it changed, and what takes it back. */
import { randomUUID } from 'node:crypto'
import { toErrorData } from '../../../shared/errors.ts'
import type { ErrorData } from '../../../shared/errors.ts'
import type { Message } from '../../../shared/message.ts'
import { hasEnded } from '../../../shared/model/plan.ts'
import type { Change, PlanView } from '../../../shared/model/plan.ts'
import type {
  HistoryDetails,
  HistoryEntry,
  HistoryOutcome,
  HistorySubject,
  HistoryUndo,
  WiringDifference,
} from '../../../shared/model/history.ts'
import { noDetails } from './entries.ts'
import type { HistoryLine, StoredDetails } from './entries.ts'
import { HistoryFiles } from './history-files.ts'
import { withoutSecretLines } from './secrets.ts'
import { before, changesBetween, isAsLeft, itemOf, printOf, wiringOf } from './wiring.ts'
import type { Wiring, WiringChange, WiringItem } from './wiring.ts'

/** What takes a change back, as data: see `Undos`. */
export interface UndoRecord {
  kind: string
  data: unknown
}

export interface HistoryParts {
  /** @param last stands for what can't be read */
  readWiring: (last: Wiring) => Promise<Wiring>
  /** What takes it back after a restart, too; null where nothing does. */
  undoOf: (change: string) => UndoRecord | null
}

/** How a change has ended. */
export interface Ending {
  outcome: HistoryOutcome
  error?: ErrorData | null
  /** Of a bridge. */
  undo?: HistoryUndo | null
}

/** The wiring as it was at a time, in ms since 1970, and as it is. */
export interface WiringThen {
  at: number
  then: Wiring
  now: Wiring
}

interface Begun {
  line: HistoryLine
  details: StoredDetails
  wiring: Wiring
}

const nothing = wiringOf([])

export class History {
  readonly #files: HistoryFiles
  readonly #parts: HistoryParts
  readonly #begun = new Map<string, Begun>()
  /** One after the other. */
  #tail: Promise<unknown> = Promise.resolve()

  /** @param path of its list */
  constructor(path: string, parts: HistoryParts) {
    this.#files = new HistoryFiles(path)
    this.#parts = parts
  }

  /**
   * Notes down a plan that is being carried out, and its end.
   * @param endsItself its end is told later, by `end`
   */
  async during(
    id: string,
    view: PlanView,
    carryOut: () => Promise<Change>,
    { endsItself = false }: { endsItself?: boolean } = {},
  ): Promise<Change> {
    await this.#begin(id, view)
    try {
      const change = await carryOut()
      if (!endsItself && hasEnded(change)) await this.end(id, endingOf(change))
      return change
    } catch (error) {
      if (!endsItself) await this.end(id, { outcome: 'failed', error: toErrorData(error) })
      throw error
    }
  }

  end(id: string, { outcome, error = null, undo = null }: Ending): Promise<void> {
    return this.#quietly(async () => {
      const begun = this.#begun.get(id)
      if (!begun) return
      this.#begun.delete(id)
      const wiring = await this.#parts.readWiring(begun.wiring)
      const changes = changesBetween(begun.wiring, wiring)
      const about = distinct([...begun.line.about, ...subjectsOf(changes)])
      const record = outcome === 'kept' && undo === null ? this.#parts.undoOf(id) : null
      const details = {
        ...{ ...begun.details, error, changes, undo: record },
        printAfter: printOf(wiring),
      }
      this.#files.write({ ...begun.line, about, outcome, undo }, details)
      this.#files.writeWiring(wiring)
    })
  }

  /** By this start, of what the one before had begun. */
  recovered(outcome: 'finished' | 'undone', title: Message): Promise<void> {
    return this.#quietly(async () => {
      const [last] = this.#files.lines()
      const isIt = last?.outcome === 'begun' && last.title.key === title.key
      if (isIt) return this.#files.mark(last.id, { outcome })
      const line = { ...newLine(randomUUID(), title), outcome }
      this.#files.write(line, noDetails)
    })
  }

  /** The latest first. */
  async entries(): Promise<HistoryEntry[]> {
    await this.#tail
    return this.#files.lines().map(({ id, at, title, outcome, about, isTakenBack, undo }) => {
      const isLost = outcome === 'begun' && !this.#begun.has(id)
      const known = isLost ? 'interrupted' : outcome
      return { ...{ id, at, title, about, isTakenBack, undo }, outcome: known }
    })
  }

  async details(id: string): Promise<Omit<HistoryDetails, 'undo'>> {
    await this.#tail
    const line = this.#files.lines().find((one) => one.id === id)
    const found = line ? this.#files.details(id) : noDetails
    const { steps, commands, error, changes, byOthers, printBefore } = found
    return {
      ...{ steps, error, isWiringKnown: printBefore !== null },
      commands: commands.length > 0 ? commands : (line?.commands ?? []),
      changes: changes.map(shown),
      byOthers: byOthers.map(shown),
    }
  }

  /** What takes it back, if that is noted down and has not been done. */
  async undoOf(id: string): Promise<UndoRecord | null> {
    await this.#tail
    const line = this.#files.lines().find((one) => one.id === id)
    return line && !line.isTakenBack ? this.#files.details(id).undo : null
  }

  /** Which of what a change has left is other by now. */
  async changedSince(id: string): Promise<HistorySubject[]> {
    await this.#tail
    const now = await this.#parts.readWiring(this.#files.wiring() ?? nothing)
    return subjectsOf(this.#files.details(id).changes.filter((change) => !isAsLeft(change, now)))
  }

  takenBack(id: string): Promise<void> {
    return this.#quietly(async () => this.#files.mark(id, { isTakenBack: true }))
  }

  /**
   * The wiring as it was before a change, from now backwards; null where what lies in between is not
   * known any more.
   */
  async wiringBefore(id: string): Promise<WiringThen | null> {
    await this.#tail
    const last = this.#files.wiring()
    if (!last) return null
    const now = await this.#parts.readWiring(last)
    let then = last
    for (const line of this.#files.lines()) {
      const { changes, byOthers, printBefore, printAfter } = this.#files.details(line.id)
      if (printBefore === null) return null
      if (printAfter !== null && printAfter !== printOf(then)) return null
      then = before(then, changes)
      if (printOf(then) !== printBefore) return null
      if (line.id === id) return { at: line.at, then, now }
      then = before(then, byOthers)
    }
    return null
  }

  #begin(id: string, view: PlanView): Promise<void> {
    return this.#quietly(async () => {
      const last = this.#files.wiring()
      const wiring = await this.#parts.readWiring(last ?? nothing)
      const line = { ...newLine(id, view.title), about: namedIn(view) }
      const details = {
        ...noDetails,
        steps: view.steps.map(({ text }) => text),
        commands: withoutSecretLines(view.commands),
        byOthers: last ? changesBetween(last, wiring) : [],
        printBefore: printOf(wiring),
      }
      this.#begun.set(id, { line, details, wiring })
      this.#files.write(line, details)
      this.#files.writeWiring(wiring)
    })
  }

  /** A change that is made is not taken back because it could not be noted down. */
  #quietly(work: () => Promise<void>): Promise<void> {
    const done = this.#tail.then(work).catch((error: unknown) => {
      console.error('the history could not be written', error)
    })
    this.#tail = done
    return done
  }
}

function newLine(id: string, title: Message): HistoryLine {
  return {
    ...{ id, title, at: Date.now(), outcome: 'begun', about: [], isTakenBack: false },
    ...{ undo: null, bytes: 0, commands: [] },
  }
}

function endingOf({ phase, error }: Change): Ending {
  if (phase === 'done') return { outcome: 'kept' }
  return { outcome: phase === 'failed' ? 'failed' : 'reverted', error }
}

const named = ['machine', 'network', 'bridge'] as const

/** Whom its sentences name. */
function namedIn({ title, steps }: PlanView): HistorySubject[] {
  const sentences = [title, ...steps.map(({ text }) => text)]
  return distinct(
    sentences.flatMap(({ params = {} }) =>
      named.flatMap((kind) => {
        const name = params[kind]
        return typeof name === 'string' && name !== '' ? [{ kind, name }] : []
      }),
    ),
  )
}

function subjectsOf(changes: WiringChange[]): HistorySubject[] {
  return changes.flatMap((change) => {
    const item = itemOf(change)
    return item ? [{ kind: item.kind, name: item.name }] : []
  })
}

function distinct(subjects: HistorySubject[]): HistorySubject[] {
  return [...new Map(subjects.map((one) => [`${one.kind} ${one.name}`, one])).values()]
}

/** As a person reads it. */
export function shown(change: WiringChange): WiringDifference {
  const { kind, name } = itemOf(change) ?? { kind: 'network' as const, name: '' }
  return { kind, name, before: textOf(change.before), after: textOf(change.after) }
}

/** A network's state is no part of its definition, and is told in front of it. */
function textOf(item: WiringItem | null): string | null {
  if (!item) return null
  if (!item.state) return item.text
  const facts = Object.entries(item.state).map(([name, is]) => `${name}: ${is ? 'yes' : 'no'}`)
  return `<!-- ${facts.join(', ')} -->\n${item.text}`
}
