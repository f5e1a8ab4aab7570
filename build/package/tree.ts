/** The files of a package as they lie on disk, so that two builds of the same are the same. */
import { createHash } from 'node:crypto'
import { chmod, lstat, lutimes, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Entry {
  /** Relative, without a leading slash. */
  path: string
  kind: 'file' | 'folder' | 'link'
  size: number
  executable: boolean
}

/** Everything below a folder, in the order of the paths' bytes. */
export async function entriesOf(root: string): Promise<Entry[]> {
  const paths = await readdir(root, { recursive: true })
  return Promise.all(paths.sort().map((path) => entryAt(root, path)))
}

async function entryAt(root: string, path: string): Promise<Entry> {
  const found = await lstat(join(root, path))
  const kind = found.isDirectory() ? 'folder' : found.isSymbolicLink() ? 'link' : 'file'
  return { path, kind, size: found.size, executable: (found.mode & 0o100) !== 0 }
}

/** Whatever umask and clock they were made under. */
export async function settle(root: string, time: Date): Promise<void> {
  for (const { path, kind, executable } of await entriesOf(root)) {
    const full = join(root, path)
    if (kind !== 'link') await chmod(full, kind === 'folder' || executable ? 0o755 : 0o644)
    await lutimes(full, time, time)
  }
  await chmod(root, 0o755)
  await lutimes(root, time, time)
}

/** What `dpkg --verify` compares with. */
export async function md5sums(root: string): Promise<string> {
  const files = (await entriesOf(root)).filter(({ kind }) => kind === 'file')
  const lines = files.map(async ({ path }) => {
    const hash = createHash('md5').update(await readFile(join(root, path)))
    return `${hash.digest('hex')}  ${path}\n`
  })
  return (await Promise.all(lines)).join('')
}

/** As dpkg counts it: files in whole KiB, and one for whatever is not a file. */
export async function installedSize(root: string): Promise<number> {
  const entries = await entriesOf(root)
  return entries.reduce(
    (sum, { kind, size }) => sum + (kind === 'file' ? Math.ceil(size / 1024) : 1),
    0,
  )
}
