/** Files on their way into a storage pool: whole or not at all, and told of now and then. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LibvirtError, constants as C } from 'node-libvirt'
import type { Connection } from 'node-libvirt'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Uploads } from '../../../electron/backend/machines/uploads.ts'
import type { Libvirt } from '../../../electron/libvirt/index.ts'
import { uploadVolume } from '../../../electron/libvirt/storage/upload.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { UploadProgress } from '../../../shared/contract/contract.ts'
import { failureOf } from '../../support/failure.ts'

const SIZE = 3 * 1024 ** 2 + 7
const intent = { file: 'file-1', pool: 'default', volume: 'debian.iso' }

let folder: string
let path: string
const bytes = randomBytes(SIZE)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'puente-upload-'))
  path = join(folder, 'debian 13.iso')
  writeFileSync(path, bytes)
})
afterEach(() => rmSync(folder, { recursive: true }))

const libvirtError = (code: number) =>
  new LibvirtError('in its own words', { code, domain: C.VIR_FROM_STORAGE })

/** A pool as the binding has it, which keeps what is uploaded into it. */
class FakePool {
  available = 100 * 1024 ** 2
  active = true
  readonly volumes = new Map<string, Buffer[]>()
  xml = ''
  /** Before a piece is taken. */
  onPiece: (number: number) => unknown = () => undefined
  deletion: Error | null = null

  isActive = async () => this.active
  refresh = vi.fn(async () => undefined)
  getInfo = async () => ({ available: this.available })
  listVolumes = async () => [...this.volumes.keys()].map((name) => ({ name }))

  createVolume = async (xml: string) => {
    this.xml = xml
    const name = /<name>(.*)<\/name>/.exec(xml)?.[1] ?? ''
    const taken: Buffer[] = []
    this.volumes.set(name, taken)
    return {
      getPath: async () => `/images/${name}`,
      upload: async (_: number, pieces: AsyncIterable<Uint8Array>) => {
        for await (const piece of pieces) {
          await this.onPiece(taken.length)
          taken.push(Buffer.from(piece))
        }
      },
      delete: async () => {
        if (this.deletion) throw this.deletion
        this.volumes.delete(name)
      },
    }
  }
}

function uploading(pool = new FakePool()) {
  const connection = {
    lookupStoragePoolByName: async (name: string) => {
      if (name === 'default') return pool
      throw libvirtError(C.VIR_ERR_NO_STORAGE_POOL)
    },
  } as unknown as Connection
  const managing = {
    uploadVolume: (...rest: Parameters<Libvirt['uploadVolume']>) =>
      uploadVolume(connection, ...rest),
  } as Libvirt
  const told: UploadProgress[] = []
  const uploads = new Uploads({ libvirt: { managing }, tell: (one) => told.push(one) })
  return { uploads, pool, told }
}

describe('a file', () => {
  it('is the volume, byte for byte, of its own size from the beginning', async () => {
    const { uploads, pool } = uploading()
    expect(await uploads.start(intent, path)).toBe('/images/debian.iso')
    const [taken = []] = pool.volumes.values()
    expect(Buffer.concat(taken).equals(bytes)).toBe(true)
    expect(taken.length).toBeGreaterThan(1)
    expect(pool.xml).toContain(`<capacity unit="bytes">${SIZE}</capacity>`)
    expect(pool.xml).toContain('<format type="raw"/>')
    expect(pool.refresh).toHaveBeenCalled()
  })

  it('is told of at most four times a second', async () => {
    const { uploads, pool, told } = uploading()
    pool.onPiece = () => new Promise((resolve) => setTimeout(resolve, 60))
    const began = performance.now()
    await uploads.start(intent, path)
    const seconds = (performance.now() - began) / 1000
    expect(told.length).toBeGreaterThan(1)
    expect(told.length).toBeLessThanOrEqual(1 + seconds * 4)
    expect(told.every(({ file, total }) => file === 'file-1' && total === SIZE)).toBe(true)
    const done = told.map((one) => one.done)
    expect(done).toEqual(done.toSorted((a, b) => a - b))
    expect(done.every((one) => one > 0 && one <= SIZE)).toBe(true)
  })
})

describe('nothing is left in the pool of one', () => {
  const ways: Record<string, [(given: ReturnType<typeof uploading>) => void, code: string]> = {
    'that is cancelled': [
      ({ uploads, pool }) => (pool.onPiece = (number) => number === 1 && uploads.cancel('file-1')),
      'upload-cancelled',
    ],
    'that libvirt does not take': [
      ({ pool }) => {
        pool.onPiece = (number) => {
          if (number === 1) throw libvirtError(C.VIR_ERR_SYSTEM_ERROR)
        }
      },
      'libvirt-failed',
    ],
    'that becomes shorter meanwhile': [
      ({ pool }) => (pool.onPiece = (number) => number === 0 && truncateSync(path, 300_000)),
      'upload-file-unreadable',
    ],
  }
  it.each(Object.keys(ways))('%s', async (name) => {
    const given = uploading()
    const [prepare, code] = ways[name] ?? expect.unreachable(name)
    prepare(given)
    expect(await failureOf(given.uploads.start(intent, path))).toMatchObject({ code })
    expect([...given.pool.volumes.keys()]).toEqual([])
  })

  it('and where something is, that is said, with why', async () => {
    const { uploads, pool } = uploading()
    pool.onPiece = () => uploads.cancel('file-1')
    pool.deletion = new Error('the disk is away')
    const failure = await failureOf(uploads.start(intent, path))
    const params = { pool: 'default', volume: 'debian.iso' }
    expect(failure).toMatchObject({ code: 'upload-left', params })
    expect(failure.cause).toContain('the disk is away')
    // Nobody has to delete what is gone already.
    pool.volumes.clear()
    pool.deletion = libvirtError(C.VIR_ERR_NO_STORAGE_VOL)
    const gone = await failureOf(uploads.start(intent, path))
    expect(gone).toMatchObject({ code: 'upload-cancelled' })
  })
})

describe('no volume is made', () => {
  const ways: Record<string, [(pool: FakePool) => Partial<typeof intent> | undefined, object]> = {
    'in a pool that is not there': [() => ({ pool: 'other' }), { code: 'pool-gone' }],
    'in a pool that is not active': [(pool) => void (pool.active = false), { code: 'pool-gone' }],
    'in the place of another': [
      (pool) => void pool.volumes.set('debian.iso', []),
      { code: 'volume-name-taken', params: { pool: 'default', volume: 'debian.iso' } },
    ],
    'where there is no room': [
      (pool) => void (pool.available = SIZE - 1),
      { code: 'pool-too-small', params: { pool: 'default', needs: 4, free: 3 } },
    ],
  }
  it.each(Object.keys(ways))('%s', async (name) => {
    const { uploads, pool } = uploading()
    const [prepare, failure] = ways[name] ?? expect.unreachable(name)
    const more = prepare(pool)
    expect(await failureOf(uploads.start({ ...intent, ...more }, path))).toMatchObject(failure)
    expect(pool.xml).toBe('')
  })

  it.each([
    ['is not there', () => rmSync(path)],
    ['is empty', () => truncateSync(path, 0)],
    ['is a folder', () => (path = folder)],
  ])('of a file that %s', async (_, prepare) => {
    prepare()
    const { uploads, pool } = uploading()
    const failure = await failureOf(uploads.start(intent, path))
    expect(failure).toMatchObject({ code: 'upload-file-unreadable' })
    expect(pool.xml).toBe('')
  })

  it('by whoever may only look', async () => {
    const libvirt = {
      get managing(): Libvirt {
        throw new PuenteError('libvirt-read-only')
      },
    }
    const uploads = new Uploads({ libvirt, tell: () => undefined })
    const failure = await failureOf(uploads.start(intent, path))
    expect(failure).toMatchObject({ code: 'libvirt-read-only' })
  })
})
