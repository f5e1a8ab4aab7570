/**
 * What we are in the middle of, on disk: NetworkManager drops a checkpoint without rolling back
 * when it is restarted, so the last word is ours.
 */
import { constants } from 'node:fs'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { PuenteError } from '../../../shared/errors.ts'

const metrics = z
  .object({ ipv4: z.number().nullable(), ipv6: z.number().nullable() })
  .default({ ipv4: null, ipv6: null })

/** Where the host's connection is, and what it has there. */
const place = z.preprocess(
  withGateways,
  z.object({
    device: z.string(),
    /** With prefix. */
    addresses: z.array(z.string()),
    /** The next hops of its default routes, of both families. */
    gateways: z.array(z.string()),
    /** The metrics of its default routes. */
    metrics,
  }),
)

/** Up to 0.9 there was one gateway for both families. */
function withGateways(found: unknown): unknown {
  if (typeof found !== 'object' || found === null || !('gateway' in found)) return found
  const { gateway, ...rest } = found
  return { gateways: typeof gateway === 'string' ? [gateway] : [], ...rest }
}

const port = z.object({ nic: z.string(), uuid: z.string(), original: z.string().nullable() })

const entrySchema = z.object({
  kind: z.enum(['create-bridge', 'remove-bridge', 'change-bridge']),
  /**
   * `keeping`: the person has said Keep; from here on the work is finished, not undone.
   * `kept`: the host's side is finished, libvirt's is not.
   */
  stage: z.enum(['applying', 'keeping', 'kept']),
  bridge: z.string(),
  bridgeUuid: z.string(),
  /** Ports that come under the bridge, and ports that leave it, with what their NICs had before. */
  added: z.array(port),
  removed: z.array(port),
  /** The profile that was made for the NIC of a bridge that goes, where it has none to go back to. */
  made: z.object({ nic: z.string(), uuid: z.string() }).nullable().default(null),
  /** The bridge's profile as it is to be kept, where it is not that already (see settings-json). */
  profile: z.string().nullable(),
  /** Null where the host has no connection there. */
  before: place.nullable(),
  after: place.nullable(),
  checkpoint: z.string().nullable(),
  /** The libvirt network that goes with the bridge, if one does. */
  network: z.string().nullable(),
  /** The network that the machines on the bridge go to when it is removed. */
  moveTo: z.string().nullable(),
})

export type JournalPort = z.infer<typeof port>
export type Place = z.infer<typeof place>
export type JournalEntry = z.infer<typeof entrySchema>

/** Which computer it is about; versions up to 0.1.0 did not say. */
const machineSchema = z.object({ machine: z.string().optional() })

class StrangeFileError extends Error {}

/** @throws StrangeFileError for one that somebody else can have written; Error when there is none */
async function readOwn(path: string): Promise<string> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error) => {
    throw error.code === 'ELOOP' ? new StrangeFileError('it is a link') : error
  })
  const found = await file.stat()
  if (!found.isFile()) throw new StrangeFileError('it is no file')
  if (found.uid !== process.getuid?.()) throw new StrangeFileError('it is another user’s')
  if ((found.mode & 0o022) !== 0) throw new StrangeFileError('other users may write to it')
  return file.readFile('utf8')
}

/** machine-id(5): the same for as long as the system is installed. */
async function machineId(): Promise<string | undefined> {
  const id = await readFile('/etc/machine-id', 'utf8').catch(() => '')
  return id.trim() || undefined
}

export class Journal {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  /**
   * What was left unfinished, or null. An unreadable file counts as none: it was never whole. One
   * that is not ours is set aside beside its place: what it says would be done to this host.
   */
  async read(): Promise<JournalEntry | null> {
    try {
      const stored: unknown = JSON.parse(await readOwn(this.#file))
      const { machine } = machineSchema.parse(stored)
      const isHere = machine === undefined || machine === (await machineId())
      if (!isHere) throw new StrangeFileError('it is of another computer')
      return entrySchema.parse(stored)
    } catch (error) {
      if (error instanceof StrangeFileError) await this.#setAside(error)
      return null
    }
  }

  async #setAside(error: StrangeFileError): Promise<void> {
    const aside = `${this.#file}.strange`
    console.error(`${this.#file} was not followed, because ${error.message}: see ${aside}`)
    await rename(this.#file, aside).catch(() => undefined)
  }

  /** Writes it whole or not at all, and to the disk. @throws PuenteError `journal-unwritable` */
  async write(entry: JournalEntry): Promise<void> {
    const draft = `${this.#file}.new`
    try {
      await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 })
      await rm(draft, { force: true })
      await using file = await open(draft, 'wx', 0o600)
      await file.writeFile(JSON.stringify({ ...entry, machine: await machineId() }))
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
