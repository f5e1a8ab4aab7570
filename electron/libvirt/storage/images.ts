/** Images that machines are made from, and the disks of their own that they get over them. */
import type { Connection } from 'node-libvirt'
import type { StorageVolume } from '../../../shared/model/new-machine.ts'
import { asPuenteError, isGone } from '../connection/failures.ts'
import { backingOf, folderOf, overlayXml, readVolume } from '../xml/volume.ts'

export interface BaseImage extends StorageVolume {
  pool: string
  /** Where the pool's volumes lie. */
  folder: string
  /** Names of the volumes that the pool has. */
  taken: string[]
}

/** A volume, by its pool and its name. */
export interface VolumeRef {
  pool: string
  name: string
}

/** Null where it is no volume of a pool that is a folder: only there a disk can stand on it. */
export async function readImage(connection: Connection, path: string): Promise<BaseImage | null> {
  try {
    const volume = await connection.lookupVolumeByPath(path)
    const pool = await volume.getPool()
    // Others put volumes there, too, and none of theirs is to be gone over.
    await pool.refresh().catch(() => undefined)
    const [xml, poolXml] = await Promise.all([volume.getXml(), pool.getXml()])
    const [found, folder] = [readVolume(xml), folderOf(poolXml)]
    if (!found || folder === null) return null
    const taken = (await pool.listVolumes()).map(({ name }) => name)
    return { ...found, pool: pool.name, folder, taken }
  } catch (error) {
    if (isGone(error)) return null
    throw asPuenteError(error)
  }
}

/** A disk that has only what differs from the image, which stays as it is. */
export async function makeOverlay(
  connection: Connection,
  name: string,
  image: BaseImage,
): Promise<void> {
  try {
    const pool = await connection.lookupStoragePoolByName(image.pool)
    await pool.createVolume(overlayXml(name, image))
  } catch (error) {
    throw asPuenteError(error)
  }
}

/** What a volume stands on (an empty text: nothing); null where there is no such volume. */
export async function readBacking(connection: Connection, ref: VolumeRef): Promise<string | null> {
  const volume = await findVolume(connection, ref)
  return volume && backingOf(await volume.getXml())
}

export async function deleteVolume(connection: Connection, ref: VolumeRef): Promise<void> {
  try {
    await (await findVolume(connection, ref))?.delete()
  } catch (error) {
    throw asPuenteError(error)
  }
}

async function findVolume(connection: Connection, { pool, name }: VolumeRef) {
  try {
    const found = await connection.lookupStoragePoolByName(pool)
    await found.refresh().catch(() => undefined)
    return await found.lookupVolume(name)
  } catch (error) {
    if (isGone(error)) return null
    throw asPuenteError(error)
  }
}
