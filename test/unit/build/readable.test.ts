import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

const SETUP = new URL('../../../build/setup/readable.mjs', import.meta.url).href

let clone: string
beforeEach(() => (clone = mkdtempSync(join(tmpdir(), 'clone-'))))
afterEach(() => rmSync(clone, { recursive: true }))

const mode = (path: string) => statSync(join(clone, path)).mode & 0o777

it('opens what was cloned under a umask of 077 to the lab’s user, and not what git keeps', () => {
  for (const folder of ['electron', '.git']) {
    mkdirSync(join(clone, folder), { mode: 0o700 })
    writeFileSync(join(clone, folder, 'file'), '', { mode: 0o600 })
  }
  writeFileSync(join(clone, 'package.json'), '{}', { mode: 0o600 })
  // In a process of its own: a umask is the whole process's.
  const script = `(await import(${JSON.stringify(SETUP)})).makeReadable(${JSON.stringify(clone)})`
  execFileSync(process.execPath, ['--input-type=module', '-e', script])
  expect(['electron', 'electron/file', 'package.json'].map(mode)).toEqual([0o755, 0o644, 0o644])
  expect(['.git', '.git/file'].map(mode)).toEqual([0o700, 0o600])
})
