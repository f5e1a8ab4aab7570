/**
 * What is being made on a host, noted in the bridge's own profile for as long as it is tried: whoever
 * began it may be gone, and any other Puente sees there whose it is, and can end it.
 */
import { z } from 'zod'
import { isNetworkName } from '../../../shared/rules/names.ts'
import { checkpointsIn } from '../client/checkpoint.ts'
import type { Whose } from '../client/checkpoint.ts'
import { ClientLostError } from '../client/client.ts'
import type { NetworkManagerClient } from '../client/client.ts'
import { isTemporaryProfile, profilePath, settingsOf } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import { noteKey, readMark, setting, withoutNote } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'
import { givenTo } from '../interfaces/nic-facts.ts'
import { toJson } from '../client/settings-json.ts'
import { leaseSchema, leasesInDoubt, withLeasesBeside } from '../bridge/addressing/lease.ts'
import type { Lease } from '../bridge/addressing/lease.ts'
import { Variant } from '../../dbus/bus.ts'
import { bridgeEntry, isOfTrunk } from './journal.ts'
import type { BridgeEntry, JournalEntry } from './journal.ts'
import { profileOf } from './finish.ts'

export interface Note {
  /** Who began it, and where: `bea@laptop`. */
  by: string
  /** ms since 1970, by the clock there. */
  since: number
  entry: BridgeEntry
  /** What is written beside DHCP meanwhile. */
  leases: Lease[]
}

/** NetworkManager takes values of 8 KiB. */
const PIECE = 4_000
const MOST_PIECES = 40
const MOST_NAME = 100

const schema = z.object({
  by: z.string().min(1),
  since: z.number(),
  entry: bridgeEntry,
  leases: z.array(leaseSchema).max(2),
})

export function withNote(profile: Settings, note: Note): Settings {
  const text = JSON.stringify({ ...note, by: note.by.slice(0, MOST_NAME) })
  const pieces = asciiOf(text).match(new RegExp(`.{1,${PIECE}}`, 'g')) ?? []
  const data = setting<Record<string, string>>(profile, 'user', 'data') ?? {}
  const noted = Object.fromEntries(pieces.map((piece, index) => [noteKey(index), piece]))
  return { ...profile, user: { data: new Variant('a{ss}', { ...data, ...noted }) } }
}

/**
 * Null without one that can be believed: what others may write there alone is no word of an administrator's,
 * and what it would have done must be of this very bridge.
 */
export function readNote(profile: Settings): Note | null {
  const note = parsed(textOf(profile))
  if (!note || !readMark(profile)) return null
  const { entry } = note
  const isOfIt =
    entry.bridgeUuid === setting(profile, 'connection', 'uuid') &&
    entry.bridge === setting(profile, 'connection', 'interface-name') &&
    (entry.kind === 'create-bridge' || entry.kind === 'create-bond') &&
    isForAll(profile)
  return isOfIt ? { ...note, by: note.by.slice(0, MOST_NAME), entry: limited(entry) } : null
}

export function notesIn(state: Pick<NmState, 'profiles'>): Note[] {
  return [...state.profiles.values()].flatMap((profile) => readNote(profile) ?? [])
}

/** Of a checkpoint that covers what is noted: after a restart its path may be another program's. */
export function whoseIn(state: NmState): Whose {
  return (path) => {
    const devices = checkpointsIn(state).find((one) => one.path === path)?.devices ?? []
    const note = notesIn(state).find(({ entry }) => {
      return entry.checkpoint === path && entry.added.every(({ nic }) => devices.includes(nic))
    })
    return note?.by ?? null
  }
}

/** As it is kept by whoever has not seen it tried: where DHCP is silent, with what is written beside. */
export function keptEntry(state: NmState, { entry, leases }: Note): BridgeEntry {
  const { bridge, bridgeUuid } = entry
  // As it is tried, where the note does not say otherwise, but without the note.
  if (entry.profile === null) {
    const tried = settingsOf(state, bridgeUuid)
    return { ...entry, profile: tried && toJson(withoutNote(tried)) }
  }
  const lost = leasesInDoubt(leases, givenTo(state, bridge))
  return { ...entry, profile: toJson(withLeasesBeside(profileOf(entry.profile), lost)) }
}

/**
 * Kept from another computer: it is stored, and says no more that it is tried. Asked of NetworkManager
 * itself: the image hears of it later, and what was kept would be taken back.
 * @throws ClientLostError
 */
export async function isKeptElsewhere(nm: Asked, entry: JournalEntry): Promise<boolean> {
  if (isOfTrunk(entry) || !entry.noted || entry.stage !== 'applying') return false
  const path = profilePath(nm.state, entry.bridgeUuid)
  if (!path) return false
  const profile = await nm.readProfile(path).catch((error: unknown) => {
    if (error instanceof ClientLostError) throw error
    return null
  })
  // Its answer came behind all that was told of the profile's flags.
  if (!profile || isTemporaryProfile(nm.state, path)) return false
  return readMark(profile) !== null && textOf(profile) === ''
}

type Asked = Pick<NetworkManagerClient, 'readProfile'> & { state: NmState }

function textOf(profile: Settings): string {
  const data = setting<Record<string, string>>(profile, 'user', 'data') ?? {}
  if (data[noteKey(0)] === undefined) return ''
  const pieces = Array.from({ length: MOST_PIECES }, (_, index) => data[noteKey(index)] ?? '')
  return pieces.join('')
}

function parsed(text: string): Note | null {
  if (text === '') return null
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** Of its own NICs and its own bridge, and nothing else. */
function limited(entry: BridgeEntry): BridgeEntry {
  const { bridge, added, before, after, along, network, profile } = entry
  const nics = added.map(({ nic }) => nic)
  const leads = along?.isToBridge && along.to === bridge
  return {
    ...entry,
    stage: 'applying',
    ...{ removed: [], revised: [], made: null, replaced: null, moveTo: null },
    profile: profile !== null && isProfileOf(profile, entry) ? profile : null,
    network: network !== null && isNetworkName(network) ? network : null,
    before: before && nics.includes(before.device) ? before : null,
    after: after?.device === bridge ? after : null,
    along: along && leads && along.from.every((nic) => nics.includes(nic)) ? along : null,
  }
}

/** One that belongs to a user may have been written by that user alone. */
function isForAll(profile: Settings): boolean {
  return (setting<string[]>(profile, 'connection', 'permissions') ?? []).length === 0
}

function isProfileOf(text: string, { bridge, bridgeUuid, kind }: BridgeEntry): boolean {
  try {
    const profile = profileOf(text)
    const type = kind === 'create-bond' ? 'bond' : 'bridge'
    return (
      readMark(profile) !== null &&
      setting(profile, 'connection', 'uuid') === bridgeUuid &&
      setting(profile, 'connection', 'interface-name') === bridge &&
      setting(profile, 'connection', 'type') === type &&
      isForAll(profile) &&
      withoutNote(profile) === profile
    )
  } catch {
    return false
  }
}

/** As JSON may write it, so that no piece ends within a letter. */
function asciiOf(text: string): string {
  return text.replace(/[\u0080-\uffff]/g, (letter) => {
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
