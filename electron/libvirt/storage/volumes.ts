/** What lies in libvirt's storage pools: disks and media that a new machine could have. */
import type { Connection, StoragePool as Pool } from 'node-libvirt'
import type { StoragePool, StorageVolume } from '../../../shared/model/new-machine.ts'
import { asPuenteError, isGone } from '../connection/failures.ts'
import { readVolume } from '../xml/volume.ts'

/** More are not looked through by anybody; each is a question to libvirt. */
const MOST_VOLUMES = 2_000

/** Of pools that run. @throws PuenteError */
export async function readPools(connection: Connection): Promise<StoragePool[]> {
  try {
    const pools = await connection.listStoragePools({ active: true })
    const read = await Promise.all(pools.map(readPool))
    return read.flatMap((pool) => pool ?? []).sort(byName)
  } catch (error) {
    throw asPuenteError(error)
  }
}

/** Null when it has gone since it was listed. */
async function readPool(pool: Pool): Promise<StoragePool | null> {
  // Whoever may only look has it as libvirt last saw it.
  await pool.refresh().catch(() => undefined)
  try {
    const [{ available }, volumes] = await Promise.all([pool.getInfo(), pool.listVolumes()])
    const texts = volumes.slice(0, MOST_VOLUMES).map((volume) => volume.getXml().catch(() => null))
    const read = (await Promise.all(texts)).flatMap((xml) => described(xml) ?? [])
    return { name: pool.name, available, volumes: read.sort(byName) }
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

/** One that has gone, or can't be read, is nobody's choice. */
function described(xml: string | null): StorageVolume | null {
  try {
    return xml === null ? null : readVolume(xml)
  } catch {
    return null
  }
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name, 'en', { numeric: true })
}
