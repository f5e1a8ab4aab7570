/**
 * What we are in the middle of, on disk: NetworkManager drops a checkpoint without rolling back
 * when it is restarted, so the last word is ours.
 */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { PuenteError } from '../../shared/errors.ts'

const entrySchema = z.object({
  kind: z.enum(['create-bridge', 'remove-bridge']),
  /** `keeping`: the person has said Keep; from here on the work is finished, not undone. */
  stage: z.enum(['applying', 'keeping']),
  bridge: z.string(),
  nic: z.string(),
  bridgeUuid: z.string(),
  portUuid: z.string(),
  originalUuid: z.string(),
  /** Addresses with prefix that the host had before. */
  addresses: z.array(z.string()),
  /** The default gateway that it had before, if any. */
  gateway: z.string().nullable(),
  /** The metrics of its default routes. */
  metrics: z
    .object({ ipv4: z.number().nullable(), ipv6: z.number().nullable() })
    .default({ ipv4: null, ipv6: null }),
  checkpoint: z.string().nullable(),
  /** The libvirt network that goes with the bridge, if one does. */
  network: z.string().nullable(),
})

export type JournalEntry = z.infer<typeof entrySchema>

export class Journal {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  /** What was left unfinished, or null. An unreadable file counts as none: it was never whole. */
  async read(): Promise<JournalEntry | null> {
    try {
      return entrySchema.parse(JSON.parse(await readFile(this.#file, 'utf8')))
    } catch {
      return null
    }
  }

  /** Writes it whole or not at all, and to the disk. @throws PuenteError `journal-unwritable` */
  async write(entry: JournalEntry): Promise<void> {
    const draft = `${this.#file}.new`
    try {
      await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 })
      await using file = await open(draft, 'w', 0o600)
      await file.writeFile(JSON.stringify(entry))
      await file.sync()
      await rename(draft, this.#file)
    } catch (error) {
      throw new PuenteError('journal-unwritable', { file: this.#file }, { cause: error })
    }
  }

  async clear(): Promise<void> {
    await rm(this.#file, { force: true })
  }
}
