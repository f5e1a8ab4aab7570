import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Journal } from '../../../electron/networkmanager/apply/journal.ts'
import type { JournalEntry } from '../../../electron/networkmanager/apply/journal.ts'
import { failureOf } from '../../support/failure.ts'

const ENTRY: JournalEntry = {
  kind: 'create-bridge',
  stage: 'applying',
  bridge: 'br0',
  bridgeUuid: 'bridge-uuid',
  added: [{ nic: 'eth0', uuid: 'port-uuid', original: 'original-uuid' }],
  removed: [],
  revised: [],
  made: null,
  profile: null,
  replaced: null,
  before: {
    device: 'eth0',
    addresses: ['198.51.100.20/24'],
    gateways: [],
    metrics: { ipv4: 100, ipv6: null },
  },
  after: null,
  checkpoint: null,
  network: null,
  moveTo: null,
  along: null,
}

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'))
  file = join(folder, 'state', 'puente', 'journal.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

it('reads what it wrote, in a folder that it made for its user alone', async () => {
  const journal = new Journal(file)
  await journal.write(ENTRY)
  expect(await new Journal(file).read()).toEqual(ENTRY)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700)
})

it('reads what a version wrote that knew one gateway for both families', async () => {
  const { gateways: _gateways, ...before } = ENTRY.before ?? {}
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, JSON.stringify({ ...ENTRY, before: { ...before, gateway: '198.51.100.1' } }))
  expect((await new Journal(file).read())?.before?.gateways).toEqual(['198.51.100.1'])
})

it('holds the last that was written, and leaves no draft behind', async () => {
  const journal = new Journal(file)
  await journal.write(ENTRY)
  await journal.write({ ...ENTRY, stage: 'keeping', checkpoint: '/checkpoint/1' })
  expect((await journal.read())?.stage).toBe('keeping')
  expect(readdirSync(join(file, '..'))).toEqual(['journal.json'])
})

it('is empty before the first, after clearing, and clears twice', async () => {
  const journal = new Journal(file)
  expect(await journal.read()).toBeNull()
  await journal.clear()
  await journal.write(ENTRY)
  await journal.clear()
  await journal.clear()
  expect(await journal.read()).toBeNull()
  expect(existsSync(file)).toBe(false)
})

it.each<[string, (whole: string) => string]>([
  ['torn in the middle', (whole) => whole.slice(0, whole.length / 2)],
  ['empty', () => ''],
  ['full of zeros', (whole) => '\0'.repeat(whole.length)],
  ['of another form', () => '{"kind":"create-bridge"}'],
  ['of an unknown kind', (whole) => whole.replace('create-bridge', 'burn-bridge')],
  ['no object', () => 'null'],
])('counts a file as none that is %s', async (_, spoil) => {
  const journal = new Journal(file)
  await journal.write(ENTRY)
  writeFileSync(file, spoil(readFileSync(file, 'utf8')))
  expect(await journal.read()).toBeNull()
})

it('keeps the old entry when a new one was torn', async () => {
  const journal = new Journal(file)
  await journal.write(ENTRY)
  writeFileSync(`${file}.new`, '{"kind"')
  expect(await journal.read()).toEqual(ENTRY)
  await journal.write({ ...ENTRY, stage: 'keeping' })
  expect((await journal.read())?.stage).toBe('keeping')
})

it('says that it cannot write, and where', async () => {
  writeFileSync(join(folder, 'state'), 'a file in the place of a folder')
  expect(await failureOf(new Journal(file).write(ENTRY))).toMatchObject({
    code: 'journal-unwritable',
    params: { file },
    cause: expect.stringContaining('ENOTDIR'),
  })
})

/** What it says would be done to this host: its profiles deleted, its NICs brought up. */
it.each<[string, () => void]>([
  [
    'of another computer',
    () => {
      const other = { ...ENTRY, machine: '0123456789abcdef0123456789abcdef' }
      writeFileSync(file, JSON.stringify(other), { mode: 0o600 })
    },
  ],
  [
    'that others may write to',
    () => {
      writeFileSync(file, JSON.stringify(ENTRY))
      chmodSync(file, 0o666)
    },
  ],
  [
    'that is a link',
    () => {
      writeFileSync(`${file}.elsewhere`, JSON.stringify(ENTRY), { mode: 0o600 })
      symlinkSync(`${file}.elsewhere`, file)
    },
  ],
])('one %s is set aside, and not followed', async (_, make) => {
  mkdirSync(join(file, '..'), { recursive: true })
  make()
  expect(await new Journal(file).read()).toBeNull()
  expect(existsSync(file)).toBe(false)
  expect(existsSync(`${file}.strange`)).toBe(true)
})

it('is never written through a link that lies in its draft’s place', async () => {
  const victim = join(folder, 'victim')
  writeFileSync(victim, 'mine')
  mkdirSync(join(file, '..'), { recursive: true })
  symlinkSync(victim, `${file}.new`)
  await new Journal(file).write(ENTRY)
  expect(readFileSync(victim, 'utf8')).toBe('mine')
  expect(await new Journal(file).read()).toEqual(ENTRY)
})
