/**
 * What we are in the middle of, on disk: NetworkManager drops a checkpoint without rolling back
 * when it is restarted, so the last word is ours.
 */
import { z } from 'zod'
import { PuenteError } from '../../../shared/errors.ts'
import type { HostSide } from '../../host/side.ts'
import { OwnFile, StrangeFileError } from '../../state-files/own-file.ts'
import { BOOT_ID, MACHINE_ID, bootId, machineId } from '../../state-files/machine-id.ts'

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

const underWay = {
  /**
   * `keeping`: the person has said Keep; from here on the work is finished, not undone.
   * `kept`: the host's side is finished, libvirt's is not.
   */
  stage: z.enum(['applying', 'keeping', 'kept']),
  /** Null where the host has no connection there. */
  before: place.nullable(),
  after: place.nullable(),
  checkpoint: z.string().nullable(),
  /** Stands it in the bridge's profile, too? See note.ts. */
  noted: z.literal(true).optional(),
}

export const bridgeEntry = z.object({
  kind: z.enum([
    ...(['create-bridge', 'remove-bridge', 'change-bridge'] as const),
    ...(['create-bond', 'remove-bond', 'change-bond'] as const),
    // Of an interface by itself: `bridge` is its name, `bridgeUuid` our profile's.
    ...(['change-interface', 'restore-interface'] as const),
  ]),
  ...underWay,
  bridge: z.string(),
  bridgeUuid: z.string(),
  /** Ports that come under the bridge, and ports that leave it, with what their NICs had before. */
  added: z.array(port),
  removed: z.array(port),
  /** The profile that was made for the NIC of a bridge that goes, where it has none to go back to. */
  made: z.object({ nic: z.string(), uuid: z.string() }).nullable().default(null),
  /** The bridge's profile as it is to be kept, where it is not that already (see settings-json). */
  profile: z.string().nullable(),
  /** The bridge's profile that `profile` is written over, where there was one. */
  replaced: z.string().nullable().default(null),
  /** Ports that stay, with other VLANs: their profiles as they are to be kept, and as they were. */
  revised: z
    .array(
      z.object({ nic: z.string(), uuid: z.string(), profile: z.string(), replaced: z.string() }),
    )
    .default([]),
  /** The libvirt network that goes with the bridge, if one does. */
  network: z.string().nullable(),
  /** The network that the machines on the bridge go to when it is removed. */
  moveTo: z.string().nullable(),
  /** What in libvirt is tied to `from` by name is led to `to`. */
  along: z
    .object({ from: z.array(z.string()), to: z.string(), isToBridge: z.boolean() })
    .nullable()
    .default(null),
})

/** A bridge on a VLAN, and the libvirt network that goes with it, if one does. */
const vlanBridge = z.object({
  id: z.number(),
  ...{ vlan: z.string(), vlanUuid: z.string() },
  ...{ bridge: z.string(), bridgeUuid: z.string() },
  network: z.string().nullable(),
  /** Of what goes: is it up, so that it is to be up again where it is not kept? */
  isUp: z.boolean().default(true),
  /** Its other ports, which go, too, with what their NICs had before. */
  others: z.array(port).default([]),
})

const trunkEntry = z.object({
  kind: z.enum(['create-trunk', 'remove-trunk']),
  ...underWay,
  nic: z.string(),
  vlans: z.array(vlanBridge),
})

const entrySchema = z.discriminatedUnion('kind', [bridgeEntry, trunkEntry])

export type JournalPort = z.infer<typeof port>
export type Place = z.infer<typeof place>
export type BridgeEntry = z.infer<typeof bridgeEntry>
export type JournalRevised = BridgeEntry['revised'][number]
export type VlanBridge = z.infer<typeof vlanBridge>
export type TrunkEntry = z.infer<typeof trunkEntry>
export type JournalEntry = BridgeEntry | TrunkEntry

/** Is it of what goes: a bridge, a bond, a profile of ours? */
export function isGoing({ kind }: JournalEntry): boolean {
  const going: JournalEntry['kind'][] = ['remove-bridge', 'remove-bond', 'remove-trunk']
  return going.includes(kind) || kind === 'restore-interface'
}

/** Is it of an interface's own connection, which stays whatever becomes of its profiles? */
export function isOfInterface({ kind }: JournalEntry): boolean {
  return kind === 'change-interface' || kind === 'restore-interface'
}

export function isOfTrunk(entry: JournalEntry): entry is TrunkEntry {
  return 'vlans' in entry
}

/** A computer, and one start of it; null for what it does not say. */
interface Whose {
  machine: string | null
  boot: string | null
}

/** Which computer it is about, and since which start of it; versions up to 0.1.0 did not say. */
const belonging = z.object({ machine: z.string().optional(), boot: z.string().optional() })

export class Journal {
  readonly #file: OwnFile
  readonly #side: HostSide | null
  #known: Whose | null = null

  /** @param side of the host that it is about; null for this computer */
  constructor(path: string, side: HostSide | null = null) {
    this.#file = new OwnFile(path)
    this.#side = side
  }

  /**
   * What was left unfinished, or null. One that is not ours is set aside beside its place: what it
   * says would be done to this host.
   * @throws Error where the host does not say which it is, and has not said before
   */
  async read(): Promise<JournalEntry | null> {
    if (!this.#file.mayBeThere()) return null
    const whose = await this.#whose()
    return this.#file.read((text) => {
      const stored: unknown = JSON.parse(text)
      const { machine, boot } = belonging.parse(stored)
      if (machine !== undefined && machine !== whose.machine) {
        throw new StrangeFileError('it is of another computer')
      }
      const entry = entrySchema.parse(stored)
      // Checkpoints are numbered anew at each start: that number may be somebody else's by now.
      return boot === undefined || boot === whose.boot ? entry : { ...entry, checkpoint: null }
    })
  }

  /** Writes it whole or not at all, and to the disk. @throws PuenteError `journal-unwritable` */
  async write(entry: JournalEntry): Promise<void> {
    try {
      const { machine, boot } = await this.#whose()
      const whose = { machine: machine ?? undefined, boot: boot ?? undefined }
      this.#file.write(JSON.stringify({ ...entry, ...whose }))
    } catch (error) {
      throw new PuenteError('journal-unwritable', { file: this.#file.path }, { cause: error })
    }
  }

  async clear(): Promise<void> {
    this.#file.clear()
  }

  /** What a far host has said before is still so while it is cut off. */
  async #whose(): Promise<Whose> {
    if (!this.#side?.isFar) return { machine: machineId(), boot: bootId() }
    const [machine, boot] = await this.#side.readFiles([MACHINE_ID, BOOT_ID])
    const id = machine?.trim() ?? ''
    if (id !== '') this.#known = { machine: id, boot: boot?.trim() || null }
    if (!this.#known) throw new Error('The host does not say which it is')
    return this.#known
  }
}
