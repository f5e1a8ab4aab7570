/** Finding a file of which root alone decides what it is. */
import { accessSync, constants, lstatSync, realpathSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { dirname, join } from 'node:path'

/** A name, and never a path: no slash, nothing hidden, nothing that begins with a dash. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.+-]*$/
const WRITABLE_BY_OTHERS = 0o002
const WRITABLE_BY_GROUP = 0o020

/** The first executable of this name in the folders that only root can change; null: none. */
export function rootsFile(folders: readonly string[], name: string): string | null {
  if (!NAME.test(name)) return null
  return folders.map((folder) => join(folder, name)).find(isRootsProgram) ?? null
}

/**
 * Also each folder above it: whoever may write to one of them may put another file in its place.
 * Where links lead is what counts, and that they lie in such folders themselves.
 */
function isRootsProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    const real = realpathSync(file)
    const folders = new Set([...above(real), ...above(realFolder(file))])
    return lstatSync(real).isFile() && [real, ...folders].every((path) => isRoots(lstatSync(path)))
  } catch {
    return false
  }
}

/** A file's place, with the links of its folders followed and its own not. */
function realFolder(file: string): string {
  return join(realpathSync(dirname(file)), 'x')
}

function above(file: string): string[] {
  const folder = dirname(file)
  return folder === file ? [] : [folder, ...above(folder)]
}

/** A folder of another group's is taken where the group is root's own. */
export function isRoots({ uid, gid, mode }: Pick<Stats, 'uid' | 'gid' | 'mode'>): boolean {
  const byGroup = gid !== 0 && (mode & WRITABLE_BY_GROUP) !== 0
  return uid === 0 && !byGroup && (mode & WRITABLE_BY_OTHERS) === 0
}
