/** The note of what is being made, in the bridge's own profile: what of it is believed. */
import { expect, it } from 'vitest'
import {
  isKeptElsewhere,
  keptEntry,
  notesIn,
  readNote,
  whoseIn,
  withNote,
} from '../../../electron/networkmanager/apply/note.ts'
import type { Note } from '../../../electron/networkmanager/apply/note.ts'
import { ClientLostError } from '../../../electron/networkmanager/client/client.ts'
import { markSection } from '../../../electron/networkmanager/client/settings.ts'
import type { Settings } from '../../../electron/networkmanager/client/settings.ts'
import { toJson } from '../../../electron/networkmanager/client/settings-json.ts'
import { Variant } from '../../../electron/dbus/bus.ts'

const UUID = '6f1b2a2c-0000-4000-8000-000000000001'
const place = { addresses: ['198.51.100.20/24'], gateways: [], metrics: { ipv4: 100, ipv6: null } }

function profile(more: Record<string, Variant> = {}): Settings {
  return {
    connection: {
      ...{ id: new Variant('s', 'br0'), uuid: new Variant('s', UUID), ...more },
      ...{ type: new Variant('s', 'bridge'), 'interface-name': new Variant('s', 'br0') },
    },
    user: markSection({ nic: 'eth0', original: 'own' }),
  }
}

const note: Note = {
  ...{ by: 'bea@läptop 🐧', since: 1_700_000_000_000, leases: [] },
  entry: {
    ...{ kind: 'create-bridge', stage: 'applying', bridge: 'br0', bridgeUuid: UUID },
    ...{ added: [{ nic: 'eth0', uuid: 'port', original: 'own' }], removed: [], revised: [] },
    ...{ made: null, profile: toJson(profile()), replaced: null, noted: true },
    ...{ before: { device: 'eth0', ...place }, after: { device: 'br0', ...place } },
    ...{ network: 'lan', moveTo: null, along: null, checkpoint: '/checkpoint/1' },
  },
}

const withEntry = (entry: Partial<Note['entry']>): Note => ({
  ...note,
  entry: { ...note.entry, ...entry },
})
const read = (said: Note, on = profile()) => readNote(withNote(on, said))

it('is read as it was written, whatever letters and however long', () => {
  expect(read(note)).toEqual(note)
  const long = withEntry({
    added: Array.from({ length: 60 }, () => ({
      nic: 'ä'.repeat(50),
      uuid: 'ü'.repeat(50),
      original: null,
    })),
  })
  expect(read({ ...long, entry: { ...long.entry, before: null } })?.entry.added).toHaveLength(60)
  const pieces = Object.values(
    withNote(profile(), long).user?.data?.value as Record<string, string>,
  )
  expect(Math.max(...pieces.map((piece) => Buffer.byteLength(piece)))).toBeLessThan(8_192)
})

it.each([
  ['another profile’s', withEntry({ bridgeUuid: 'other' }), profile()],
  ['another bridge’s', withEntry({ bridge: 'br1' }), profile()],
  ['of what it can’t be in', withEntry({ kind: 'remove-bridge' }), profile()],
  [
    'one that an ordinary user may write',
    note,
    profile({ permissions: new Variant('as', ['user:eve:']) }),
  ],
])('is none where it is %s', (_, said, on) => {
  expect(read(said, on)).toBeNull()
})

it('is none without a mark, or in other words', () => {
  const { user: _, ...bare } = profile()
  expect(read(note, bare)).toBeNull()
  const data = { 'puente.nic': 'eth0', 'puente.unfinished-0': '{"by":' }
  expect(readNote({ ...profile(), user: { data: new Variant('a{ss}', data) } })).toBeNull()
})

it('leads to nothing but its own bridge and NICs', () => {
  const foreign = profile({ uuid: new Variant('s', 'other') })
  const said = withEntry({
    ...{ stage: 'keeping', moveTo: 'x', network: 'a/b', profile: toJson(foreign) },
    removed: [{ nic: 'eth1', uuid: 'victim', original: null }],
    made: { nic: 'eth1', uuid: 'victim' },
    replaced: '{}',
    before: { device: 'eth1', ...place },
    after: { device: 'eth1', ...place },
    along: { from: ['eth1'], to: 'br0', isToBridge: true },
  })
  expect(read(said)?.entry).toMatchObject({
    ...{ stage: 'applying', removed: [], revised: [], made: null, replaced: null, moveTo: null },
    ...{ network: null, profile: null, before: null, after: null, along: null },
  })
  const open = profile({ permissions: new Variant('as', ['user:eve:']) })
  expect(read(withEntry({ profile: toJson(open) }))?.entry.profile).toBeNull()
})

const state = (settings: Settings, flags: number) => ({
  profiles: new Map([['/1', settings]]),
  objects: new Map([
    ['/1', { 'org.freedesktop.NetworkManager.Settings.Connection': { Flags: flags } }],
  ]),
})

it('tells that it was kept elsewhere once it is gone from a profile that is stored', async () => {
  const noted = withNote(profile(), note)
  const isKept = (now: Settings | Error, flags: number, entry = note.entry) => {
    const readProfile = () => (now instanceof Error ? Promise.reject(now) : Promise.resolve(now))
    // What the image still has is no longer so.
    return isKeptElsewhere({ state: state(noted, flags), readProfile }, entry)
  }
  expect(notesIn(state(noted, 1))).toEqual([note])
  expect(await isKept(profile(), 0)).toBe(true)
  expect(await isKept(profile(), 1)).toBe(false)
  expect(await isKept(noted, 0)).toBe(false)
  expect(await isKept(new Error('gone'), 0)).toBe(false)
  await expect(isKept(new ClientLostError(), 0)).rejects.toThrow(ClientLostError)
  expect(await isKept(profile(), 0, { ...note.entry, stage: 'keeping' })).toBe(false)
  const { noted: _, ...older } = note.entry
  expect(await isKept(profile(), 0, older)).toBe(false)
})

it.each([
  ['that it says', '/checkpoint/1', ['/eth0'], 'bea@läptop 🐧'],
  ['of another number', '/checkpoint/2', ['/eth0'], null],
  ['of its number on other NICs, as after a restart', '/checkpoint/1', ['/eth1'], null],
])('names who has the checkpoint %s', (_, path, devices, by) => {
  const { profiles, objects } = state(withNote(profile(), note), 1)
  const nic = (name: string) => ({ 'org.freedesktop.NetworkManager.Device': { Interface: name } })
  const seen = new Map<string, Record<string, Record<string, unknown>>>([
    ...objects,
    ...[['/eth0', nic('eth0')] as const, ['/eth1', nic('eth1')] as const],
    [
      '/org/freedesktop/NetworkManager',
      { 'org.freedesktop.NetworkManager': { Checkpoints: [path] } },
    ],
    [path, { 'org.freedesktop.NetworkManager.Checkpoint': { Devices: devices } }],
  ])
  expect(whoseIn({ profiles, objects: seen })(path)).toBe(by)
})

it('is kept without itself, also where it does not say as what', () => {
  const { profile: _, ...said } = note.entry
  const tried = withNote(profile({ permissions: new Variant('as', []) }), note)
  const state = { profiles: new Map([['/1', tried]]), objects: new Map() }
  const kept = keptEntry(state, { ...note, entry: { ...said, profile: null } })
  expect(kept.profile).toContain('puente.nic')
  expect(kept.profile).not.toContain('unfinished')
  const wanted = profile({ permissions: new Variant('as', []) })
  expect(read(withEntry({ profile: toJson(wanted) }), tried)?.entry.profile).toBe(toJson(wanted))
})
