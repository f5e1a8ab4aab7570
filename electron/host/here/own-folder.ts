/** Where this process keeps its sockets: a folder that nobody else can write to. */
import { rmSync } from 'node:fs'
import { lstat, mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A folder that is this person's alone: whoever else could write to it would answer in a daemon's
 * place. In /tmp a known name may be another user's already, so there it gets a new one each time.
 */
export async function ownFolder(runtime: string | undefined): Promise<string> {
  if (runtime) {
    const folder = join(runtime, 'puente')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if (await isOursAlone(folder)) return folder
  }
  return untilExit(await mkdtemp(join(tmpdir(), 'puente-')))
}

/** A new one in it, which goes with the process if not before (`removeFolder`). */
export async function newFolder(runtime: string | undefined, prefix: string): Promise<string> {
  return untilExit(await mkdtemp(join(await ownFolder(runtime), prefix)))
}

const left = new Set<string>()
let isWatched = false

function untilExit(folder: string): string {
  if (!isWatched) process.once('exit', () => left.forEach(removeFolder))
  isWatched = true
  left.add(folder)
  return folder
}

/** With all that is in it. Never throws. */
export function removeFolder(folder: string): void {
  left.delete(folder)
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // What can't be taken away is in nobody's way: the next one has another name.
  }
}

async function isOursAlone(folder: string): Promise<boolean> {
  const found = await lstat(folder)
  const isPrivate = (found.mode & 0o077) === 0
  return found.isDirectory() && found.uid === process.getuid?.() && isPrivate
}
