/** What a path is that a machine is given as its disk or its medium, as far as the person may look. */
import { constants, open, realpath, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { HEADER_BYTES, readImageHeader } from './header.ts'

export type DiskImage =
  /** There is nothing, or nothing that this person can see. */
  | { is: 'missing' | 'hidden' }
  | { is: 'device' | 'folder' | 'file'; path: string; print: string }
  | { is: 'image'; path: string; print: string; layers: string[]; owner: number }

/** Never throws; follows links, and opens nothing but plain files. */
export async function readDiskImage(asked: string): Promise<DiskImage> {
  try {
    const path = await realpath(asked)
    const { dev, ino } = await stat(path)
    const found = { path, print: `${dev}:${ino}` }
    const file = await openPlain(path)
    if (typeof file === 'string') return { is: file, ...found }
    try {
      return { ...(await headerOf(file)), ...found }
    } finally {
      await file.close()
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return { is: code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'hidden' }
  }
}

/** Asked before it is opened: to open a tape or a pipe is to do something. */
async function openPlain(path: string): Promise<FileHandle | 'device' | 'folder'> {
  const found = await stat(path)
  if (found.isDirectory()) return 'folder'
  if (!found.isFile()) return 'device'
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  if ((await file.stat()).isFile()) return file
  await file.close()
  return 'device'
}

async function headerOf(
  file: FileHandle,
): Promise<{ is: 'file' } | { is: 'image'; layers: string[]; owner: number }> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
  const header = readImageHeader(buffer.subarray(0, bytesRead))
  if (!header) return { is: 'file' }
  return { is: 'image', layers: header.layers, owner: (await file.stat()).uid }
}
