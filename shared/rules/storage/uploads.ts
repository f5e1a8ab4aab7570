/** What a file becomes in a storage pool, and why it can't. Pure: asked by the window, and again by the backend. */
import type { ErrorData } from '../../errors.ts'
import { firstFreeName } from '../names.ts'

/** It becomes a file's name, and stands in a path that virt-install reads commas and quotes in. */
export const volumeNamePattern = /^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,199}$/
/** Leaves room for a number. */
const MOST_OF_FILE = 190
const MIB = 1024 ** 2

/** What of a pool counts here. */
export interface Room {
  name: string
  /** In bytes. */
  available: number
  volumes: { name: string }[]
}

/** As the file is called, as far as a volume can be, and unlike all others of its pool. */
export function volumeNameFor(file: string, { volumes }: Pick<Room, 'volumes'>): string {
  const plain = file.replace(/[^A-Za-z0-9_.+-]+/g, '-').slice(-MOST_OF_FILE)
  const [, start = '', extension = ''] = /^(.*?)(\.\w+)?$/.exec(plain) ?? []
  const stem = start.replace(/^[^A-Za-z0-9_]+/, '') || 'volume'
  return firstFreeName(
    volumes.map(({ name }) => name),
    (index) => `${stem}${index === 0 ? '' : `-${index}`}${extension}`,
  )
}

/** Null where nothing speaks against it. */
export function whyNoUpload(volume: string, size: number, pool: Room): ErrorData | null {
  if (size > pool.available) {
    const [needs, free] = [Math.ceil(size / MIB), Math.floor(pool.available / MIB)]
    return { code: 'pool-too-small', params: { pool: pool.name, needs, free } }
  }
  if (!volumeNamePattern.test(volume)) return { code: 'volume-name-invalid', params: { volume } }
  const isTaken = pool.volumes.some(({ name }) => name === volume)
  return isTaken ? { code: 'volume-name-taken', params: { volume, pool: pool.name } } : null
}
