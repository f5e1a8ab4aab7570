/** The package's helper for names: what it makes of nsswitch.conf, and that it takes exactly that out. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'

const SOURCE = new URL('../../../build/package/files/names', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'names-'))
const file = join(folder, 'nsswitch.conf')
const script = join(folder, 'names')

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const text = readFileSync(SOURCE, 'utf8')
    .replace('FILE=/etc/nsswitch.conf', `FILE=${file}`)
    .replace('STATE=/etc/puente', `STATE=${folder}/puente`)
  writeFileSync(script, text)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...words: string[]) => spawnSync('sh', [script, ...words]).status

function write(text: string): void {
  writeFileSync(file, text)
  chmodSync(file, 0o644)
}

describe('the helper for names', () => {
  it.each([
    ['hosts: files dns', 'hosts: files libvirt_guest dns'],
    ['hosts:\t\tfiles mdns4 dns', 'hosts:\t\tfiles libvirt_guest mdns4 dns'],
    ['hosts: files', 'hosts: files libvirt_guest'],
    [
      'hosts: mymachines resolve [!UNAVAIL=return] files dns',
      'hosts: libvirt_guest mymachines resolve [!UNAVAIL=return] files dns',
    ],
    ['hosts: files [NOTFOUND=continue] dns', 'hosts: libvirt_guest files [NOTFOUND=continue] dns'],
    [
      'hosts: files mdns4 [NOTFOUND=return] dns',
      'hosts: files libvirt_guest mdns4 [NOTFOUND=return] dns',
    ],
    ['hosts: dns', 'hosts: libvirt_guest dns'],
  ])('makes of %j %j, and that again', (before, after) => {
    const around = (line: string) => `passwd: files\n# hosts: files\n${line}\nnetworks: files\n`
    write(around(before))
    expect(run('add')).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(around(after))
    expect(statSync(file).mode & 0o777).toBe(0o644)
    expect(existsSync(join(folder, 'puente/names'))).toBe(true)
    expect(run('add')).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(around(after))
    expect(run('remove')).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(around(before))
    expect(existsSync(join(folder, 'puente'))).toBe(false)
  })

  it('leaves alone what somebody else has put in, and the other module', () => {
    const text = 'hosts: files libvirt libvirt_guest dns\n'
    write(text)
    expect(run('add')).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(text)
    // Nothing is kept of it: it goes with no package.
    expect(existsSync(join(folder, 'puente/names'))).toBe(false)
    expect(run('remove')).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe('hosts: files libvirt dns\n')
  })

  it('does not write through a link, and takes no other words', () => {
    const real = join(folder, 'real')
    writeFileSync(real, 'hosts: files dns\n')
    symlinkSync(real, file)
    expect(run('add')).toBe(1)
    expect(readFileSync(real, 'utf8')).toBe('hosts: files dns\n')
    for (const words of [[], ['x'], ['add', 'x'], ['add', 'libvirt'], ['--help']]) {
      expect(run(...words)).toBe(64)
    }
  })
})
