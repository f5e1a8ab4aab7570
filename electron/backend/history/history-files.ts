/** The history on disk: a list, a file of details for each of its lines, and the wiring as it was last seen. */
import { dirname, join } from 'node:path'
import { machineId } from '../../state-files/machine-id.ts'
import { OwnFile } from '../../state-files/own-file.ts'
import { machineOf, noDetails, readDetails, readLine, readState, readStored } from './entries.ts'
import type { HistoryLine, StoredDetails } from './entries.ts'
import { wiringOf } from './wiring.ts'
import type { Wiring } from './wiring.ts'

/** Years of a person's changes. */
const KEPT = 1000
/** Of one line's details: more loses what it could be taken back by, and then what it changed. */
const MOST_BYTES = 1 << 20
/** Of all details together: the oldest lose theirs. */
const MOST_BYTES_IN_ALL = 64 << 20
/** Less than an own file may have. */
const MOST_BYTES_OF_WIRING = 3 << 20

const FOLDER = 'history'

/** A line of this computer, or what another one or version has written, kept as it is. */
type Stored = Record<string, unknown>

export class HistoryFiles {
  readonly #list: OwnFile
  readonly #wiring: OwnFile
  readonly #folder: string

  /** @param path of the list */
  constructor(path: string) {
    this.#list = new OwnFile(path)
    this.#folder = join(dirname(path), FOLDER)
    this.#wiring = new OwnFile(join(this.#folder, 'wiring.json'))
  }

  /**
   * The latest first. A line that can't be read, of another version maybe, is left out, and so are
   * those of another computer, which stay in the file.
   */
  lines(): HistoryLine[] {
    return this.#stored().flatMap((item) => (isHere(item) ? (readLine(item) ?? []) : []))
  }

  details(id: string): StoredDetails {
    return this.#file(id).read(readDetails) ?? noDetails
  }

  /** In its place where it is there already, else as the latest. @throws Error of the file system */
  write(line: HistoryLine, details: StoredDetails): void {
    const text = fitting(details)
    this.#file(line.id).write(text)
    const stored = { ...line, bytes: text.length, machine: machineId() ?? undefined }
    const all = this.#stored()
    const place = all.findIndex((item) => idOf(item) === line.id)
    this.#writeList(place < 0 ? [stored, ...all] : all.with(place, stored))
  }

  /** Of a line alone. @throws Error of the file system */
  mark(id: string, part: Partial<HistoryLine>): void {
    this.#writeList(
      this.#stored().map((item) => (idOf(item) === id ? { ...(item as Stored), ...part } : item)),
    )
  }

  /** As it was when Puente last looked; null where nobody knows. */
  wiring(): Wiring | null {
    const state = this.#wiring.read(readState)
    return state?.machine === machineId() ? wiringOf(state.items) : null
  }

  /** @throws Error of the file system */
  writeWiring(wiring: Wiring): void {
    const text = JSON.stringify({ machine: machineId(), items: [...wiring.values()] })
    if (text.length <= MOST_BYTES_OF_WIRING) this.#wiring.write(text)
    else this.#wiring.clear()
  }

  #writeList(items: unknown[]): void {
    const kept = items.slice(0, KEPT)
    for (const item of items.slice(KEPT)) this.#forget(item)
    let bytes = 0
    const written = kept.map((item) => {
      const own = bytesOf(item)
      bytes += own
      if (own === 0 || bytes <= MOST_BYTES_IN_ALL) return item
      this.#forget(item)
      return { ...(item as Stored), bytes: 0 }
    })
    this.#list.write(JSON.stringify(written))
  }

  #forget(item: unknown): void {
    const line = readLine(item)
    if (line) this.#file(line.id).clear()
  }

  #stored(): unknown[] {
    return this.#list.read(readStored) ?? []
  }

  /** An id has no slash: its line would not have been read. */
  #file(id: string): OwnFile {
    return new OwnFile(join(this.#folder, `${id}.json`))
  }
}

function isHere(item: unknown): boolean {
  const machine = machineOf(item)
  return machine === undefined || machine === machineId()
}

function idOf(item: unknown): unknown {
  return (item as Stored | null)?.id
}

function bytesOf(item: unknown): number {
  const { bytes } = (item ?? {}) as Stored
  return typeof bytes === 'number' ? bytes : 0
}

function fitting(details: StoredDetails): string {
  const { steps, error } = details
  const parts = [details, { ...details, commands: [], undo: null }, { ...noDetails, steps, error }]
  const texts = parts.map((part) => JSON.stringify(part))
  return texts.find((text) => text.length <= MOST_BYTES) ?? JSON.stringify(noDetails)
}
