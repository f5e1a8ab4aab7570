import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface ElectronRuntime {
  /** The executable. */
  path: string
  version: string
  /** Where it came from, for people. */
  origin: string
}

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * The Electron that set-up found for this machine.
 * @param seenAt where the repository is for whoever starts it, with a slash at its end
 */
export function electronRuntime(seenAt = root): ElectronRuntime {
  const record = JSON.parse(
    readFileSync(`${root}.cache/electron/runtime.json`, 'utf8'),
  ) as ElectronRuntime
  return { path: `${seenAt}${record.path}`, version: record.version, origin: record.origin }
}
