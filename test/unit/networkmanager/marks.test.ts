import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { Marks } from '../../../electron/networkmanager/client/marks.ts'
import { markSection, readMark } from '../../../electron/networkmanager/client/settings.ts'
import { Variant } from '../../../electron/dbus/bus.ts'

const folder = mkdtempSync(join(tmpdir(), 'puente-marks-'))
const file = join(folder, 'state', 'marks.json')
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const bare = (uuid: string) => ({ connection: { uuid: new Variant('s', uuid) } })
const ours = { nic: 'eth0', original: 'original-uuid' }

it('gives a profile the mark back that somebody has taken away, also the next time', () => {
  const marked = { ...bare('a'), user: markSection(ours) }
  expect(new Marks(file).restored(marked)).toBe(marked)
  const later = new Marks(file)
  expect(readMark(later.restored(bare('a')))).toEqual(ours)
  const other = { ...bare('a'), user: { data: new Variant('a{ss}', { 'their.key': '1' }) } }
  expect(readMark(later.restored(other))).toEqual(ours)
  expect(later.restored(bare('b'))).toEqual(bare('b'))
})

it('goes by the profile where the two differ', () => {
  const marks = new Marks(file)
  marks.restored({ ...bare('a'), user: markSection(ours) })
  const moved = { ...bare('a'), user: markSection({ nic: 'eth1', original: null }) }
  expect(marks.restored(moved)).toBe(moved)
  expect(readFileSync(file, 'utf8')).toContain('eth1')
})

it('does without a file that is not its own, or cannot be written', () => {
  const marks = new Marks('/dev/null/marks.json')
  const marked = { ...bare('a'), user: markSection(ours) }
  expect(marks.restored(marked)).toBe(marked)
  expect(readMark(marks.restored(bare('a')))).toEqual(ours)
  const broken = join(tmpdir(), `puente-marks-${process.pid}.json`)
  writeFileSync(broken, '{"a": 1')
  expect(new Marks(broken).restored(bare('a'))).toEqual(bare('a'))
  rmSync(`${broken}.strange`)
})

it('does not remember what is only being tried', () => {
  const marks = new Marks(file)
  const data = { 'puente.nic': 'eth0', 'puente.unfinished-0': '{}' }
  const tried = { ...bare('a'), user: { data: new Variant('a{ss}', data) } }
  expect(marks.restored(tried)).toBe(tried)
  expect(JSON.stringify(marks.restored(bare('a')))).not.toContain('unfinished')
})
