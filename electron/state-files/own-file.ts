/**
 * The files that the app keeps for its person: settings, and what it has done to this computer.
 * What they say is acted on at the next start, so each is this person's alone, no link, and written
 * whole or not at all. One that is not so, or can't be read, is set aside beside its place, where
 * the doctor finds it.
 */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** Of a file that somebody else can have written, in words for the log. */
export class StrangeFileError extends Error {
  override name = 'StrangeFileError'
}

const ASIDE = '.strange'
/** Nothing that the app writes is near it; more is read by nobody. */
const MOST_BYTES = 4 << 20

export class OwnFile {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  /** Also where it can't be told, which its reading then tells. */
  mayBeThere(): boolean {
    try {
      return lstatSync(this.path, { throwIfNoEntry: false }) !== undefined
    } catch {
      return true
    }
  }

  /**
   * What `parse` makes of it; null where there is none. Never throws.
   * @param parse whatever it throws, the file is set aside
   */
  read<T>(parse: (text: string) => T): T | null {
    try {
      const text = readOwn(this.path)
      return text === null ? null : parse(text)
    } catch (error) {
      // A disk that does not answer says nothing against what is on it.
      if (isOfFileSystem(error)) console.error(`${this.path} could not be read`, error)
      else this.#setAside(error)
      return null
    }
  }

  /**
   * To the disk. What lies in the draft's place, maybe a link to somewhere else, is taken away and
   * never written through.
   * @throws Error of the file system
   */
  write(text: string): void {
    const draft = `${this.path}.new`
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 })
    rmSync(draft, { force: true })
    const file = openSync(draft, 'wx', 0o600)
    try {
      writeSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, this.path)
    syncFolder(dirname(this.path))
  }

  /** To the disk, too: after a power cut nobody reads again what was done with. */
  clear(): void {
    rmSync(this.path, { force: true })
    syncFolder(dirname(this.path))
  }

  #setAside(error: unknown): void {
    const aside = `${this.path}${ASIDE}`
    console.error(`${this.path} was not followed, and is now ${aside}:`, error)
    try {
      renameSync(this.path, aside)
    } catch {
      // It stays where it is, and is as little followed the next time.
    }
  }
}

/** Those that were set aside in a folder, or also in those below it, by their paths. */
export function setAsideIn(folder: string, recursive = false): string[] {
  try {
    const names = readdirSync(folder, { recursive, encoding: 'utf8' }).filter((name) =>
      name.endsWith(ASIDE),
    )
    return names.sort().map((name) => join(folder, name))
  } catch {
    return []
  }
}

function isOfFileSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

/** Null when there is none. @throws StrangeFileError; Error of the file system */
function readOwn(path: string): string | null {
  const file = opened(path)
  if (file === null) return null
  try {
    const { uid, mode, size } = requireFile(file)
    if (uid !== process.getuid?.()) throw new StrangeFileError('it is another user’s')
    if ((mode & 0o022) !== 0) throw new StrangeFileError('other users may write to it')
    if (size > MOST_BYTES) throw new StrangeFileError('it is larger than any that the app writes')
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}

function requireFile(file: number) {
  const found = fstatSync(file)
  if (!found.isFile()) throw new StrangeFileError('it is no file')
  return found
}

/** A pipe would keep whoever opens it waiting for its other end. */
function opened(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw code === 'ELOOP' ? new StrangeFileError('it is a link') : error
  }
}

/** What names are in it is on the disk, too. Some file systems have nothing of the kind. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY)
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch {
    return
  }
}
