import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** ELECTRON_PATH, or the Electron that the workspace around this package has set up. */
function electronPath(): string | undefined {
  const workspace = fileURLToPath(new URL('../../../', import.meta.url))
  const record = `${workspace}.cache/electron/runtime.json`
  if (process.env['ELECTRON_PATH'] || !existsSync(record)) return process.env['ELECTRON_PATH']
  return workspace + (JSON.parse(readFileSync(record, 'utf8')) as { path: string }).path
}

const electron = electronPath()
const built = existsSync(fileURLToPath(new URL('../dist/index.js', import.meta.url)))
const display = existsSync('/usr/bin/xvfb-run')

describe('in Electron', () => {
  it.runIf(electron && built && display)(
    'works in the main process and in a utility process at once',
    { timeout: 60_000 },
    () => {
      const script = fileURLToPath(new URL('scripts/electron-main.mjs', import.meta.url))
      const args = ['--auto-servernum', electron!, '--no-sandbox', script]
      const output = execFileSync('xvfb-run', args, { encoding: 'utf8', stdio: 'pipe' })
      expect(JSON.parse(output)).toEqual({ main: 100, utility: 100 })
    },
  )
})
