import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes a file of the person's own whole or not at all, and to the disk. What lies in the draft's
 * place, maybe a link to somewhere else, is taken away and never written through.
 * @throws Error of the file system
 */
export function writeWhole(file: string, text: string): void {
  const draft = `${file}.new`
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  rmSync(draft, { force: true })
  const open = openSync(draft, 'wx', 0o600)
  try {
    writeSync(open, text)
    fsyncSync(open)
  } finally {
    closeSync(open)
  }
  renameSync(draft, file)
}
