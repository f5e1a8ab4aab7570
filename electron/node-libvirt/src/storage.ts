import { native } from './native.ts'
import type { ConnectHandle, StoragePoolHandle, StorageVolumeHandle } from './native.ts'
import type { StoragePoolRecord, StorageVolumeRecord } from './records.ts'

/** Where volumes lie: a directory, a volume group… (C: `virStoragePoolPtr`). */
export class StoragePool {
  readonly name: string
  readonly uuid: string
  readonly #connection: ConnectHandle
  readonly #handle: StoragePoolHandle

  /** Pools come from a {@link Connection}. */
  constructor(connection: ConnectHandle, handle: StoragePoolHandle) {
    this.#connection = connection
    this.#handle = handle
    this.name = native.virStoragePoolGetName(handle)
    this.uuid = native.virStoragePoolGetUUIDString(handle)
  }

  /** `virStoragePoolGetInfo` */
  getInfo(): Promise<StoragePoolRecord> {
    return native.virStoragePoolGetInfo(this.#handle)
  }

  /** `virStoragePoolGetXMLDesc` */
  getXml(): Promise<string> {
    return native.virStoragePoolGetXMLDesc(this.#handle, 0)
  }

  /** `virStoragePoolIsActive` */
  isActive(): Promise<boolean> {
    return native.virStoragePoolIsActive(this.#handle)
  }

  /** Looks at what others have put there since. (`virStoragePoolRefresh`) */
  refresh(): Promise<void> {
    return native.virStoragePoolRefresh(this.#handle, 0)
  }

  /** `virStoragePoolListAllVolumes` */
  async listVolumes(): Promise<StorageVolume[]> {
    const handles = await native.virStoragePoolListAllVolumes(this.#handle, 0)
    return handles.map((handle) => new StorageVolume(this.#connection, handle))
  }

  /** `virStorageVolLookupByName` */
  async lookupVolume(name: string): Promise<StorageVolume> {
    const handle = await native.virStorageVolLookupByName(this.#handle, name)
    return new StorageVolume(this.#connection, handle)
  }

  /** `virStorageVolCreateXML` */
  async createVolume(xml: string): Promise<StorageVolume> {
    const handle = await native.virStorageVolCreateXML(this.#handle, xml, 0)
    return new StorageVolume(this.#connection, handle)
  }
}

/** A disk or a medium in a pool (C: `virStorageVolPtr`). */
export class StorageVolume {
  readonly name: string
  /** Unlike all others of its host. */
  readonly key: string
  readonly #connection: ConnectHandle
  readonly #handle: StorageVolumeHandle

  /** Volumes come from a {@link StoragePool} or a {@link Connection}. */
  constructor(connection: ConnectHandle, handle: StorageVolumeHandle) {
    this.#connection = connection
    this.#handle = handle
    this.name = native.virStorageVolGetName(handle)
    this.key = native.virStorageVolGetKey(handle)
  }

  /** Where it is on its host. (`virStorageVolGetPath`) */
  getPath(): Promise<string> {
    return native.virStorageVolGetPath(this.#handle)
  }

  /** `virStorageVolGetInfo` */
  getInfo(): Promise<StorageVolumeRecord> {
    return native.virStorageVolGetInfo(this.#handle)
  }

  /** `virStorageVolGetXMLDesc` */
  getXml(): Promise<string> {
    return native.virStorageVolGetXMLDesc(this.#handle, 0)
  }

  /** `virStoragePoolLookupByVolume` */
  async getPool(): Promise<StoragePool> {
    const handle = await native.virStoragePoolLookupByVolume(this.#handle)
    return new StoragePool(this.#connection, handle)
  }

  /** With all that is in it. (`virStorageVolDelete`) */
  delete(): Promise<void> {
    return native.virStorageVolDelete(this.#handle, 0)
  }

  /**
   * Writes into it from its beginning. What comes before a failure stays in it: delete it then.
   * (`virStorageVolUpload`, `virStreamSend`, `virStreamFinish`)
   * @param length in bytes, of all pieces together; more of them are an error of libvirt's
   */
  async upload(length: number, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const stream = await native.virStreamNew(this.#connection, 0)
    await native.virStorageVolUpload(this.#handle, stream, 0, length, 0)
    try {
      for await (const piece of pieces) await native.virStreamSend(stream, piece)
    } catch (error) {
      await native.virStreamAbort(stream).catch(() => undefined)
      throw error
    }
    await native.virStreamFinish(stream)
  }
}
