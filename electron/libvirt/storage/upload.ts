/** A file that becomes a volume of a storage pool, wherever its libvirt is: whole, or not at all. */
import type { Connection, StorageVolume as Volume } from 'node-libvirt'
import { PuenteError } from '../../../shared/errors.ts'
import { whyNoUpload } from '../../../shared/rules/storage/uploads.ts'
import { asPuenteError, isGone } from '../connection/failures.ts'
import { newVolumeXml } from '../xml/volume.ts'

export interface Upload {
  pool: string
  volume: string
  /** In bytes, of all pieces together. */
  size: number
}

/** Each piece is asked for once libvirt has taken the one before. @returns the volume's path on its host */
export async function uploadVolume(
  connection: Pick<Connection, 'lookupStoragePoolByName'>,
  upload: Upload,
  pieces: AsyncIterable<Uint8Array>,
): Promise<string> {
  const { pool, volume, size } = upload
  try {
    const made = await makeVolume(connection, upload)
    try {
      await made.upload(size, pieces)
      return await made.getPath()
    } catch (error) {
      await takeBack(made, upload, error)
      throw error
    }
  } catch (error) {
    throw asPuenteError(error, { pool, volume })
  }
}

/** @throws PuenteError `pool-gone`, `volume-name-taken`, `pool-too-small` */
async function makeVolume(
  connection: Pick<Connection, 'lookupStoragePoolByName'>,
  { pool: name, volume, size }: Upload,
): Promise<Volume> {
  const pool = await connection.lookupStoragePoolByName(name)
  if (!(await pool.isActive())) throw new PuenteError('pool-gone', { pool: name })
  // Others put files there, too, which libvirt knows of once it has looked.
  await pool.refresh()
  const [{ available }, volumes] = await Promise.all([pool.getInfo(), pool.listVolumes()])
  const refused = whyNoUpload(volume, size, { name, available, volumes })
  if (refused) throw PuenteError.from(refused)
  return pool.createVolume(newVolumeXml(volume, size))
}

/** Also after what was cancelled. @throws PuenteError `upload-left` */
async function takeBack(made: Volume, { pool, volume }: Upload, why: unknown): Promise<void> {
  try {
    await made.delete()
  } catch (error) {
    if (isGone(error)) return
    const cause = [why, error].map(String).join('\n')
    throw new PuenteError('upload-left', { pool, volume }, { cause })
  }
}
