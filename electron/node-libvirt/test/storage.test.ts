import { describe, expect, it } from 'vitest'
import { Connection, constants as C } from '../src/index.ts'
import { libvirtError } from './support/rejection.ts'

const GIB = 1024 ** 3
const open = () => Connection.open('test:///default')

function volumeXml(name: string): string {
  return `<volume><name>${name}</name><capacity unit='GiB'>1</capacity></volume>`
}

describe('storage pools', () => {
  it('are listed and found, and say how much they hold', async () => {
    await using connection = await open()
    const [pool] = await connection.listStoragePools({ active: true })
    expect(pool?.name).toBe('default-pool')
    expect(await connection.listStoragePools({ active: false })).toEqual([])
    const found = await connection.lookupStoragePoolByName('default-pool')
    expect(found.uuid).toBe(pool?.uuid)
    expect(await found.isActive()).toBe(true)
    const { state, capacity, allocation, available } = await found.getInfo()
    expect(state).toBe(C.VIR_STORAGE_POOL_RUNNING)
    expect(allocation + available).toBe(capacity)
    expect(await found.getXml()).toContain('<name>default-pool</name>')
    await found.refresh()
  })

  it('that are not there are an error of their own', async () => {
    await using connection = await open()
    const error = await libvirtError(connection.lookupStoragePoolByName('none'))
    expect(error.code).toBe(C.VIR_ERR_NO_STORAGE_POOL)
  })
})

describe('volumes', () => {
  it('are made, listed, found by their paths, and deleted', async () => {
    await using connection = await open()
    const pool = await connection.lookupStoragePoolByName('default-pool')
    const volume = await pool.createVolume(volumeXml('disk.qcow2'))
    const path = await volume.getPath()
    expect(path).toBe(`${volume.key}`)
    expect(await volume.getInfo()).toMatchObject({ capacity: GIB })
    expect(await volume.getXml()).toContain('<name>disk.qcow2</name>')
    expect((await pool.listVolumes()).map(({ name }) => name)).toEqual(['disk.qcow2'])
    expect((await connection.lookupVolumeByPath(path)).key).toBe(volume.key)
    expect((await (await pool.lookupVolume('disk.qcow2')).getPool()).uuid).toBe(pool.uuid)
    await volume.delete()
    const error = await libvirtError(pool.lookupVolume('disk.qcow2'))
    expect(error.code).toBe(C.VIR_ERR_NO_STORAGE_VOL)
  })

  it('say what the driver lacks when something is to be written into one', async () => {
    await using connection = await open()
    const pool = await connection.lookupStoragePoolByName('default-pool')
    const volume = await pool.createVolume(volumeXml('disk.iso'))
    const error = await libvirtError(volume.upload(3, pieces()))
    expect(error.code).toBe(C.VIR_ERR_NO_SUPPORT)
  })
})

async function* pieces(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new Uint8Array([1, 2, 3]))
}
