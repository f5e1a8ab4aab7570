/** A Debian in a folder: whether it is there, complete and young enough, and the making of it. */
import { existsSync, readFileSync } from 'node:fs'

const SCRIPT = 'build/setup/host/make-root.sh'
const DAY_MS = 24 * 60 * 60 * 1000

/** Complete with these packages, and when it was brought up to date; undefined if it is not there. */
export function made(root) {
  if (!existsSync(`${root}/made`)) return undefined
  const [day = '', ...packages] = readFileSync(`${root}/made`, 'utf8').trim().split('\n')
  return { days: (Date.now() - Date.parse(day)) / DAY_MS, packages: new Set(packages) }
}

export function isComplete(root, packages) {
  const had = made(root)?.packages
  return had !== undefined && packages.every((name) => had.has(name))
}

export function isOld(root, days) {
  return (made(root)?.days ?? 0) > days
}

/** The argv that makes it, or brings it up to date with these packages and those it has. */
export function makingOf({ release, root, packages }) {
  const all = new Set([...(made(root)?.packages ?? []), ...packages])
  return [SCRIPT, release, root, ...all]
}
