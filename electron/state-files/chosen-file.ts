/** Files that a person has chosen, in the desktop's own dialog or on a command line. */
import {
  closeSync,
  constants,
  createReadStream,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** As much of a large file as is in memory at a time, in bytes. */
const PIECE = 256 * 1024

/** @throws Error where it is no file, is too large, or can't be read */
export function readChosen(path: string, mostBytes: number): string {
  const { file, size } = openChosen(path)
  try {
    if (size > mostBytes) throw new Error(`it has more than ${mostBytes} bytes`)
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}

/** In bytes. @throws Error where it is no file, is empty, or can't be read */
export function sizeOfChosen(path: string): number {
  const { file, size } = openChosen(path)
  closeSync(file)
  if (size === 0) throw new Error('it is empty')
  return size
}

/** So many bytes from its beginning. @throws Error where it has fewer, or can't be read any more */
export async function* piecesOfChosen(path: string, size: number): AsyncGenerator<Buffer> {
  const { file } = openChosen(path)
  let read = 0
  for await (const piece of createReadStream('', {
    fd: file,
    end: size - 1,
    highWaterMark: PIECE,
  })) {
    read += (piece as Buffer).length
    yield piece as Buffer
  }
  if (read < size) throw new Error(`it has become shorter than ${size} bytes`)
}

/** @throws Error where it is no file, or can't be read */
function openChosen(path: string): { file: number; size: number } {
  // A pipe would keep whoever opens it waiting for its other end.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const found = fstatSync(file)
  if (found.isFile()) return { file, size: found.size }
  closeSync(file)
  throw new Error('it is no file')
}

/** Would writing it take something's place? */
export function isTaken(path: string): boolean {
  return existsSync(path)
}

/** Whole or not at all: until it is, what was there stays. @throws Error of the file system */
export function writeChosen(path: string, text: string): void {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.new`)
  try {
    writeFileSync(draft, text, { flag: 'wx' })
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
