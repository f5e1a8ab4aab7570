import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const electron = process.env['ELECTRON_PATH']

describe('in Electron', () => {
  it('works in the main process and in a utility process at once', { timeout: 60_000 }, (test) => {
    if (!electron) {
      console.warn('Skipped: ELECTRON_PATH names no Electron to try it in.')
      return test.skip('ELECTRON_PATH is not set')
    }
    const script = fileURLToPath(new URL('scripts/electron-main.mjs', import.meta.url))
    const args = ['--auto-servernum', electron, '--no-sandbox', script]
    const output = execFileSync('xvfb-run', args, { encoding: 'utf8', stdio: 'pipe' })
    expect(JSON.parse(output)).toEqual({ main: 100, utility: 100 })
  })
})
