/** A file that the app keeps for its person: theirs alone, whole, and set aside where it is not. */
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { History } from '../../../electron/backend/history/history.ts'
import { Journal } from '../../../electron/networkmanager/apply/journal.ts'
import { Marks } from '../../../electron/networkmanager/client/marks.ts'
import { ConnectionList } from '../../../electron/shell/backend/connection-list.ts'
import { OwnFile, setAsideIn } from '../../../electron/state-files/own-file.ts'

let folder = ''
let path = ''
let file: OwnFile

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  folder = mkdtempSync(join(tmpdir(), 'own-'))
  path = join(folder, 'puente', 'file.json')
  file = new OwnFile(path)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

describe('a file of the app’s own', () => {
  it('is its person’s alone, and comes back as it was written', () => {
    file.write('{"a":1}')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'puente')).mode & 0o777).toBe(0o700)
    expect(readdirSync(join(folder, 'puente'))).toEqual(['file.json'])
    expect(file.read((text) => text)).toBe('{"a":1}')
    file.clear()
    expect(file.read((text) => text)).toBeNull()
    expect(setAsideIn(join(folder, 'puente'))).toEqual([])
  })

  it('is left as it was where a new one can’t be written', () => {
    file.write('before')
    mkdirSync(`${path}.new`)
    expect(() => file.write('after')).toThrow()
    expect(file.read((text) => text)).toBe('before')
  })

  it('is never written through a link, in its own place or in its draft’s', () => {
    const victim = join(folder, 'victim')
    writeFileSync(victim, 'mine')
    mkdirSync(join(folder, 'puente'))
    symlinkSync(victim, path)
    symlinkSync(victim, `${path}.new`)
    file.write('ours')
    expect(readFileSync(victim, 'utf8')).toBe('mine')
    expect(file.read((text) => text)).toBe('ours')
  })
})

const text = '{"connections":[]}'
const strange: [string, () => void][] = [
  [
    'a link',
    () => (writeFileSync(join(folder, 'other'), text), symlinkSync(join(folder, 'other'), path)),
  ],
  ['one that others may write to', () => (writeFileSync(path, text), chmodSync(path, 0o666))],
  ['another user’s', () => (writeFileSync(path, text), chownSync(path, 65534, 65534))],
  ['a folder', () => mkdirSync(path)],
  ['too large', () => writeFileSync(path, 'x'.repeat(5 << 20), { mode: 0o600 })],
  ['no JSON', () => writeFileSync(path, '{"connections":', { mode: 0o600 })],
  ['of another shape', () => writeFileSync(path, '"text"', { mode: 0o600 })],
]
const readers: [string, () => unknown][] = [
  ['the journal', () => new Journal(path).read()],
  ['the history', () => historyAt(path).entries()],
  ['the marks', () => new Marks(path)],
  ['the connections', () => new ConnectionList(path).read()],
]
const root = process.getuid?.() === 0

function historyAt(at: string): History {
  return new History(at, { readWiring: async (last) => last, undoOf: () => null })
}

describe.each(readers)('%s', (_, read) => {
  it.each(strange)('that is %s is set aside, and not followed', async (what, make) => {
    if (what === 'another user’s' && !root) return
    mkdirSync(join(folder, 'puente'))
    make()
    const found = await read()
    if (Array.isArray(found) || found === null) expect(found ?? []).toEqual([])
    expect(existsSync(path)).toBe(false)
    expect(setAsideIn(join(folder, 'puente'))).toEqual([`${path}.strange`])
  })
})

it('a second name of it is no harm: what is written is another file', () => {
  file.write('before')
  linkSync(path, join(folder, 'second'))
  file.write('after')
  expect(readFileSync(join(folder, 'second'), 'utf8')).toBe('before')
})

it('a change of another computer stays in the history’s file, and is not shown here', async () => {
  const there = { machine: '0123456789abcdef0123456789abcdef', id: 'there' }
  new OwnFile(path).write(JSON.stringify([there]))
  const history = historyAt(path)
  await history.recovered('finished', { key: 'plan.create-bridge' })
  expect((await history.entries()).map(({ outcome }) => outcome)).toEqual(['finished'])
  expect(readFileSync(path, 'utf8')).toContain('there')
})
