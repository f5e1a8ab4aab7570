import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ConnectionList } from '../../../electron/shell/backend/connection-list.ts'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'))
  file = join(folder, 'puente', 'connections.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

it('the list of connections is its person’s alone', () => {
  new ConnectionList(file).write(['qemu:///session'])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'puente')).mode & 0o777).toBe(0o700)
})

it('is never written through a link that lies in its draft’s place', () => {
  const list = new ConnectionList(file)
  list.write([])
  const victim = join(folder, 'victim')
  writeFileSync(victim, 'mine')
  symlinkSync(victim, `${file}.new`)
  list.write(['qemu:///session'])
  expect(readFileSync(victim, 'utf8')).toBe('mine')
  expect(list.read()).toEqual(['qemu:///session'])
})

it('of a list that is too long the first are kept', () => {
  const connections = Array.from({ length: 150 }, (_, index) => `qemu+ssh://host${index}/system`)
  new ConnectionList(file).write(connections)
  expect(new ConnectionList(file).read()).toEqual(connections.slice(0, 100))
})
