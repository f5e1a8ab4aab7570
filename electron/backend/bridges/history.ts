/** What was changed on this host, on disk, so that it is known after months. */
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { changeBridge, createBridge } from '../../../shared/schemas/bridge-intents.ts'
import type { HistoryEntry } from '../../../shared/model/history.ts'

/** Years of a person's changes, and a file that is read at once. */
const KEPT = 200

const text = z.object({
  key: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
const undo = z.discriminatedUnion('do', [
  z.object({ do: z.literal('remove-bridge'), bridge: z.string() }),
  z.object({ do: z.literal('create-bridge'), intent: createBridge }),
  z.object({ do: z.literal('change-bridge'), intent: changeBridge }),
])
const entry = z.object({
  id: z.string(),
  at: z.number(),
  title: text,
  outcome: z.enum(['kept', 'reverted', 'failed', 'finished', 'undone']),
  commands: z.array(z.string()),
  undo: undo.nullable(),
})

export class History {
  readonly #file: string
  /** One write after the other. */
  #tail: Promise<unknown> = Promise.resolve()

  constructor(file: string) {
    this.#file = file
  }

  /** The latest first. An entry that can't be read, of another version maybe, is left out. */
  async read(): Promise<HistoryEntry[]> {
    await this.#tail
    return this.#read()
  }

  /** A change that is made is not taken back because it could not be noted down. */
  add(added: HistoryEntry): Promise<void> {
    const written = this.#tail.then(async () => this.#write([added, ...(await this.#read())]))
    this.#tail = written.catch(() => undefined)
    return this.#tail as Promise<void>
  }

  async #read(): Promise<HistoryEntry[]> {
    try {
      const found: unknown = JSON.parse(await readFile(this.#file, 'utf8'))
      const list = Array.isArray(found) ? found : []
      return list.flatMap((item) => (entry.safeParse(item).data as HistoryEntry | undefined) ?? [])
    } catch {
      return []
    }
  }

  async #write(entries: HistoryEntry[]): Promise<void> {
    const draft = `${this.#file}.new`
    await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 })
    await using file = await open(draft, 'w', 0o600)
    await file.writeFile(JSON.stringify(entries.slice(0, KEPT)))
    await file.sync()
    await rename(draft, this.#file)
  }
}
