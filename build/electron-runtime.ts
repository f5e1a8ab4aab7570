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

/** The Electron that set-up found for this machine. */
export function electronRuntime(): ElectronRuntime {
  const record = JSON.parse(
    readFileSync(`${root}.cache/electron/runtime.json`, 'utf8'),
  ) as ElectronRuntime
  return { path: `${root}${record.path}`, version: record.version, origin: record.origin }
}
