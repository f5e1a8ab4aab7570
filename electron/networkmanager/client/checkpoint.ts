/**
 * NetworkManager's checkpoint on chosen devices: whatever happens to us, it gives the old state
 * back when its time is up.
 *
 * Only the devices in question and DELETE_NEW_CONNECTIONS: one over all devices collides with
 * other programs' and reverts what has nothing to do with us. Never Destroy("/"): that destroys
 * everybody's.
 */
import { PuenteError } from '../../../shared/errors.ts'
import type { NetworkManagerClient } from './client.ts'
import { readFile } from '../../host/side.ts'
import { plain } from '../../dbus/bus.ts'
import { CHECKPOINT, CheckpointFlag, IFACE, NM, ROOT_PATH } from './constants.ts'
import { asPuenteError } from './failures.ts'
import { property } from './objects.ts'
import type { NmState } from './objects.ts'

/** Who is known to have made a checkpoint, by its path: NetworkManager itself tells of nobody. */
export type Whose = (path: string) => string | null

export class Checkpoint {
  readonly path: string
  readonly #nm: NetworkManagerClient
  #isEnded = false

  constructor(nm: NetworkManagerClient, path: string) {
    this.#nm = nm
    this.path = path
  }

  /**
   * @param devices object paths
   * @param seconds until NetworkManager rolls back by itself
   * @throws PuenteError `not-authorized`, `checkpoint-busy`, `checkpoint-held`
   */
  static async create(
    nm: NetworkManagerClient,
    devices: string[],
    { seconds, whose }: { seconds: number; whose: Whose },
  ): Promise<Checkpoint> {
    await requireNoCheckpoint(nm, whose)
    const made = new Checkpoint(nm, await create(nm, devices, { seconds, whose }))
    const earlier = (await readPaths(nm)).find((path) => numberOf(path) < numberOf(made.path))
    if (earlier === undefined) return made
    // Somebody else's was made at the same moment; the later one gives way.
    await made.destroy()
    throw await busyWith(nm, earlier, whose)
  }

  /**
   * The one that covers exactly these devices, or null: an app that was killed between making its
   * checkpoint and writing that down knows it only so.
   */
  static find(nm: NetworkManagerClient, devices: string[]): Checkpoint | null {
    const path = devices[0] && covering(nm, devices[0])
    if (!path) return null
    const covered = property<string[]>(nm.state, path, CHECKPOINT, 'Devices') ?? []
    const isOurs = covered.length === devices.length && devices.every((d) => covered.includes(d))
    return isOurs ? new Checkpoint(nm, path) : null
  }

  /** Have we ended it ourselves? */
  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Rolls back in `seconds` from now, whatever was said before. */
  async extend(seconds: number): Promise<void> {
    await this.#callOrLost('CheckpointAdjustRollbackTimeout', 'ou', [this.path, seconds])
  }

  /**
   * Makes the new state the state.
   * @throws PuenteError `checkpoint-lost` when NetworkManager has rolled back already
   */
  async destroy(): Promise<void> {
    await this.#callOrLost('CheckpointDestroy', 'o', [this.path])
    this.#isEnded = true
  }

  /** Gives the old state back now. One that has expired has done so already. */
  async rollback(): Promise<void> {
    if (this.exists()) await this.#nm.call(ROOT_PATH, NM, 'CheckpointRollback', 'o', [this.path])
  }

  /** Is it still there? After a restart of NetworkManager its path may be another program's. */
  exists(device?: string): boolean {
    const devices = property<string[]>(this.#nm.state, this.path, CHECKPOINT, 'Devices') ?? []
    if (device && !devices.includes(device)) return false
    return knownPaths(this.#nm).includes(this.path)
  }

  /** Is it still there, and are all of its devices gone? */
  coversNothing(): boolean {
    const { state } = this.#nm
    const devices = property<string[]>(state, this.path, CHECKPOINT, 'Devices') ?? []
    const isThere = (device: string) =>
      property(state, device, IFACE.device, 'Interface') !== undefined
    return this.exists() && !devices.some(isThere)
  }

  async #callOrLost(member: string, signature: string, body: unknown[]): Promise<void> {
    try {
      await this.#nm.call(ROOT_PATH, NM, member, signature, body)
    } catch (error) {
      const { data } = asPuenteError(error)
      if (data.code === 'not-authorized') throw error
      throw new PuenteError('checkpoint-lost', {}, { cause: error })
    }
  }
}

/**
 * Whoever made another one, and on whatever devices: its way back deletes each profile that is newer,
 * ours included.
 * @throws PuenteError `checkpoint-held` where it is known who made it, else `checkpoint-busy`
 */
export async function requireNoCheckpoint(nm: NetworkManagerClient, whose: Whose): Promise<void> {
  const [path] = await readPaths(nm)
  if (path !== undefined) throw await busyWith(nm, path, whose)
}

async function create(
  nm: NetworkManagerClient,
  devices: string[],
  { seconds, whose }: { seconds: number; whose: Whose },
): Promise<string> {
  try {
    const body = [devices, seconds, CheckpointFlag.deleteNewConnections]
    const [path] = await nm.call(ROOT_PATH, NM, 'CheckpointCreate', 'aouu', body)
    return path as string
  } catch (error) {
    const failure = asPuenteError(error)
    const path = devices.map((device) => covering(nm, device)).find((found) => found !== null)
    throw failure.data.code === 'checkpoint-busy' && path
      ? await busyWith(nm, path, whose)
      : failure
  }
}

async function busyWith(
  nm: NetworkManagerClient,
  path: string,
  whose: Whose,
): Promise<PuenteError> {
  const devices = coveredNames(nm.state, path).join(', ')
  const seconds = Math.round(await secondsSince(nm, path))
  const by = whose(path)
  if (by !== null) return new PuenteError('checkpoint-held', { by, devices, seconds })
  return new PuenteError('checkpoint-busy', { devices, seconds })
}

/** Those that there are now, whoever made them. */
export function checkpointsIn(state: NmState): { path: string; devices: string[] }[] {
  const paths = property<string[]>(state, ROOT_PATH, NM, 'Checkpoints') ?? []
  return paths.map((path) => ({ path, devices: coveredNames(state, path) }))
}

/** NetworkManager counts from the host's start, as /proc/uptime does. */
export async function secondsSince(nm: NetworkManagerClient, path: string): Promise<number> {
  const uptime = parseFloat(await readFile(nm.side, '/proc/uptime'))
  const created = property<number>(nm.state, path, CHECKPOINT, 'Created')
  return Math.max(0, (created === undefined ? 0 : uptime - created / 1000) || 0)
}

function coveredNames(state: NmState, path: string): string[] {
  const devices = property<string[]>(state, path, CHECKPOINT, 'Devices') ?? []
  return devices.flatMap((device) => {
    return property<string>(state, device, IFACE.device, 'Interface') ?? []
  })
}

/** As NetworkManager has them at this moment: the image hears of them later. */
async function readPaths(nm: NetworkManagerClient): Promise<string[]> {
  const [found] = await nm.call(ROOT_PATH, IFACE.properties, 'Get', 'ss', [NM, 'Checkpoints'])
  const paths = plain(found)
  return Array.isArray(paths) ? paths.map(String) : []
}

function knownPaths(nm: NetworkManagerClient): string[] {
  return property<string[]>(nm.state, ROOT_PATH, NM, 'Checkpoints') ?? []
}

/** They are counted on for as long as NetworkManager runs. */
function numberOf(path: string): number {
  return Number(path.split('/').at(-1))
}

/** The checkpoint that covers the device; NetworkManager allows one, unless told otherwise. */
function covering(nm: NetworkManagerClient, device: string): string | null {
  const covers = (path: string) =>
    property<string[]>(nm.state, path, CHECKPOINT, 'Devices')?.includes(device)
  return knownPaths(nm).find(covers) ?? null
}
