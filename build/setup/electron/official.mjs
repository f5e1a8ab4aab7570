import { mkdirSync } from 'node:fs'
import { at, NODE } from '../paths.mjs'

/** Electron's own installer fetches the pinned release, where the network lets it. */
export async function installOfficial(log, version) {
  mkdirSync(at('.cache/electron'), { recursive: true })
  await log.run([NODE, 'node_modules/electron/install.js'], { timeoutMs: 60_000 })
  return { path: 'node_modules/electron/dist/electron', version, origin: 'official release' }
}
