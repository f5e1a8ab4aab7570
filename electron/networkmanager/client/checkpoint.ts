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
import { CHECKPOINT, CheckpointFlag, NM, ROOT_PATH } from './constants.ts'
import { asPuenteError } from './failures.ts'
import { property } from './objects.ts'

export class Checkpoint {
  readonly path: string
  readonly #nm: NetworkManagerClient

  constructor(nm: NetworkManagerClient, path: string) {
    this.#nm = nm
    this.path = path
  }

  /**
   * @param devices object paths
   * @param seconds until NetworkManager rolls back by itself
   * @throws PuenteError `not-authorized`, `checkpoint-busy`
   */
  static async create(
    nm: NetworkManagerClient,
    devices: string[],
    seconds: number,
  ): Promise<Checkpoint> {
    const flags = CheckpointFlag.deleteNewConnections
    // Ours must be the only one there: that is how it is found when its path got lost.
    if (devices.some((device) => covering(nm, device))) throw new PuenteError('checkpoint-busy')
    try {
      const body = [devices, seconds, flags]
      const [path] = await nm.call(ROOT_PATH, NM, 'CheckpointCreate', 'aouu', body)
      return new Checkpoint(nm, path as string)
    } catch (error) {
      throw asPuenteError(error)
    }
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
  }

  /** Gives the old state back now. One that has expired has done so already. */
  async rollback(): Promise<void> {
    if (this.exists()) await this.#nm.call(ROOT_PATH, NM, 'CheckpointRollback', 'o', [this.path])
  }

  /** Is it still there? After a restart of NetworkManager its path may be another program's. */
  exists(device?: string): boolean {
    const devices = property<string[]>(this.#nm.state, this.path, CHECKPOINT, 'Devices') ?? []
    if (device && !devices.includes(device)) return false
    const paths = property<string[]>(this.#nm.state, ROOT_PATH, NM, 'Checkpoints') ?? []
    return paths.includes(this.path)
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

/** The checkpoint that covers the device; NetworkManager allows one, unless told otherwise. */
function covering(nm: NetworkManagerClient, device: string): string | null {
  const paths = property<string[]>(nm.state, ROOT_PATH, NM, 'Checkpoints') ?? []
  const covers = (path: string) =>
    property<string[]>(nm.state, path, CHECKPOINT, 'Devices')?.includes(device)
  return paths.find(covers) ?? null
}
