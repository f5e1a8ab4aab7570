/** What was changed on this host, on disk, so that it is known after months. */
import { z } from 'zod'
import { changeBridge, createBridge } from '../../../shared/schemas/bridge-intents.ts'
import type { HistoryEntry } from '../../../shared/model/history.ts'
import { OwnFile } from '../../state-files/own-file.ts'
import { machineId } from '../../state-files/machine-id.ts'

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
/** Which computer it is of: a home may be that of several. Versions up to 0.1.0 did not say. */
const whose = z.object({ machine: z.string().optional() })

export class History {
  readonly #file: OwnFile
  /** One write after the other. */
  #tail: Promise<unknown> = Promise.resolve()

  constructor(path: string) {
    this.#file = new OwnFile(path)
  }

  /**
   * The latest first. An entry that can't be read, of another version maybe, is left out, and so are
   * those of another computer, which stay in the file.
   */
  async read(): Promise<HistoryEntry[]> {
    await this.#tail
    return this.#stored().flatMap((item) => {
      const { data } = whose.safeParse(item)
      const isHere = data?.machine === undefined || data.machine === machineId()
      return isHere ? ((entry.safeParse(item).data as HistoryEntry | undefined) ?? []) : []
    })
  }

  /** A change that is made is not taken back because it could not be noted down. */
  add(added: HistoryEntry): Promise<void> {
    const item = { ...added, machine: machineId() ?? undefined }
    const written = this.#tail.then(() => {
      this.#file.write(JSON.stringify([item, ...this.#stored()].slice(0, KEPT)))
    })
    this.#tail = written.catch(() => undefined)
    return this.#tail as Promise<void>
  }

  #stored(): unknown[] {
    return this.#file.read((text) => z.array(z.unknown()).parse(JSON.parse(text))) ?? []
  }
}
