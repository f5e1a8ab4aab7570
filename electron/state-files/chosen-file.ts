/** Files that a person has chosen, in the desktop's own dialog or on a command line. */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** @throws Error where it is no file, is too large, or can't be read */
export function readChosen(path: string, mostBytes: number): string {
  // A pipe would keep whoever opens it waiting for its other end.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const found = fstatSync(file)
    if (!found.isFile()) throw new Error('it is no file')
    if (found.size > mostBytes) throw new Error(`it has more than ${mostBytes} bytes`)
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
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
