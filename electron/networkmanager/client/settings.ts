import { documentedSetting } from './documented.ts'
import { Variant } from '../../dbus/bus.ts'

/**
 * A profile as NetworkManager's `GetSettings` gives it: sections of keys, each value still in its
 * variant, so that what we have no name for can be sent back as it came.
 */
export type Settings = Record<string, Record<string, Variant>>

/** A value of a profile, or undefined. */
export function setting<T>(settings: Settings, section: string, key: string): T | undefined {
  return documentedSetting(section, key, settings[section]?.[key]?.value) as T | undefined
}

export function without<T>(section: Record<string, T>, keys: string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(section).filter(([key]) => !keys.includes(key)))
}

/** Our mark on the profiles that we made: keys of the `user` section, which must hold a dot. */
export const mark = {
  nic: 'puente.nic',
  original: 'puente.original-profile',
  mac: 'puente.mac',
  permanentMac: 'puente.permanent-mac',
} as const

/** Where our note of what is being tried stands, in pieces. */
const NOTE = 'puente.unfinished-'

export function noteKey(index: number): string {
  return `${NOTE}${index}`
}

/** The same profile where there is none. */
export function withoutNote(settings: Settings): Settings {
  const data = setting<Record<string, string>>(settings, 'user', 'data') ?? {}
  const kept = Object.entries(data).filter(([key]) => !key.startsWith(NOTE))
  if (kept.length === Object.keys(data).length) return settings
  return { ...settings, user: { data: new Variant('a{ss}', Object.fromEntries(kept)) } }
}

export interface Mark {
  /** The NIC that it was made for; null for a bridge without one. */
  nic: string | null
  /** The profile that was active on the NIC before; null when none was. */
  original: string | null
}

/** What our mark on a profile says, or null when it is not ours. */
export function readMark(settings: Settings): Mark | null {
  const data = setting<Record<string, string>>(settings, 'user', 'data')
  const nic = data?.[mark.nic]
  if (nic === undefined) return null
  // NetworkManager takes no empty values.
  return { nic: nic === NONE ? null : nic, original: data?.[mark.original] ?? null }
}

export interface MarkedMacs {
  /** The one that it used when the bridge was made, cloned or not. */
  mac?: string
  /** The card's own, which it has again after a boot, before any profile clones another. */
  permanentMac?: string
}

/** The NIC's MACs, by which it is known under another name; marks up to 0.9 have none. */
export function markedMacs(settings: Settings): MarkedMacs {
  const data = setting<Record<string, string>>(settings, 'user', 'data')
  const keys = ['mac', 'permanentMac'] as const
  return Object.fromEntries(
    keys.flatMap((key) => (data?.[mark[key]] ? [[key, data[mark[key]]]] : [])),
  )
}

export function markSection({
  nic,
  original,
  mac,
  permanentMac,
}: Mark & MarkedMacs): Record<string, Variant> {
  const data = {
    [mark.nic]: nic ?? NONE,
    ...(original === null ? {} : { [mark.original]: original }),
    ...(mac === undefined ? {} : { [mark.mac]: mac }),
    ...(permanentMac === undefined ? {} : { [mark.permanentMac]: permanentMac }),
  }
  return { data: new Variant('a{ss}', data) }
}

/** No interface can have this name. */
const NONE = '/'
