/** What a path is that a machine is given as its disk or its medium, as far as the person may look. */
import { constants, open, readFile, realpath, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { resolve } from 'node:path'
import { HEADER_BYTES, readImageHeader } from '../disk-header.ts'
import type { DiskImage } from '../disk-header.ts'

/** Never throws; follows links, opens nothing but plain files, and asks no other computer for them. */
export async function readDiskImage(asked: string): Promise<DiskImage> {
  try {
    if (await isMountedWhenLookedAt(asked)) return { is: 'hidden' }
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

/** Below a folder of autofs a name is a server's, which whoever wrote the name may have chosen. */
async function isMountedWhenLookedAt(path: string): Promise<boolean> {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8')
  return isAutomounted(resolve(path), mounts)
}

/**
 * What is mounted there already is like any other.
 * @param mounts as the kernel lists them: the fifth word is where, and after ` - ` comes what
 */
export function isAutomounted(path: string, mounts: string): boolean {
  const above = mounts.split('\n').flatMap((line) => {
    const [place = '', kind = ''] = line.split(' - ')
    const folder = place.split(' ')[4]?.replaceAll('\\040', ' ')
    const isAbove = folder !== undefined && path.startsWith(folder === '/' ? '/' : `${folder}/`)
    return isAbove ? [{ folder, isAutofs: kind.startsWith('autofs ') }] : []
  })
  // The later one lies on the earlier one.
  return above.reduce(
    (nearest, one) => (one.folder.length >= nearest.folder.length ? one : nearest),
    { folder: '', isAutofs: false },
  ).isAutofs
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
