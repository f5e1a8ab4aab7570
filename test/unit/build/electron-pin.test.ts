/** The Electron that is shipped: of a line that is kept up, and the newest of it. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

/** Electron's makers mend the last three lines: electronjs.org/docs/latest/tutorial/electron-timelines. */
const LINES = 3
/** So long a release may be out before the pin has to follow: who takes it up also tries it. */
const DAYS = 3
const PATIENCE_MS = 20_000

interface Registry {
  'dist-tags': { latest: string }
  /** When each version came out. */
  time: Record<string, string>
}

/** By npm, with the person's own settings; a string: why it can't be asked here. */
async function registry(): Promise<Registry | string> {
  const argv = ['view', 'electron', 'dist-tags', 'time', '--json', '--fetch-retries=0']
  try {
    const { stdout } = await promisify(execFile)('npm', argv, { timeout: PATIENCE_MS })
    return JSON.parse(stdout) as Registry
  } catch (error) {
    return `npm’s registry can’t be asked: ${String((error as Error).message).split('\n')[0]}`
  }
}

const numbers = (version: string) => version.split('.').map(Number)
const [majorOf, isRelease] = [
  (version: string) => numbers(version)[0] ?? 0,
  (version: string) => /^\d+\.\d+\.\d+$/.test(version),
]
const byNumber = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true })

it('is of a supported line and its newest release', { timeout: 60_000 }, async ({ skip }) => {
  const found = await registry()
  if (typeof found === 'string') {
    skip(found)
    return
  }
  const text = await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8')
  const { devDependencies } = JSON.parse(text) as { devDependencies: { electron: string } }
  const pinned = devDependencies.electron
  const { latest } = found['dist-tags']
  expect(majorOf(latest) - majorOf(pinned), `${pinned} of ${latest}`).toBeLessThan(LINES)
  const before = Date.now() - DAYS * 24 * 60 * 60 * 1000
  const settled = Object.entries(found.time)
    .filter(([version, time]) => isRelease(version) && Date.parse(time) < before)
    .map(([version]) => version)
    .filter((version) => majorOf(version) === majorOf(pinned))
    .sort(byNumber)
  const newest = settled.at(-1) ?? pinned
  expect(byNumber(pinned, newest), `${pinned} is pinned, ${newest} is out`).toBeGreaterThanOrEqual(
    0,
  )
})
