import { Variant } from './wire.ts'

/**
 * A profile as NetworkManager's `GetSettings` gives it: sections of keys, each value still in its
 * variant, so that what we have no name for can be sent back as it came.
 */
export type Settings = Record<string, Record<string, Variant>>

/** A value of a profile, or undefined. */
export function setting<T>(settings: Settings, section: string, key: string): T | undefined {
  return settings[section]?.[key]?.value as T | undefined
}

/** Our mark on the profiles that we made: keys of the `user` section, which must hold a dot. */
export const mark = { nic: 'puente.nic', original: 'puente.original-profile' } as const

/** What our mark on a profile says, or null when it is not ours. */
export function readMark(settings: Settings): { nic: string; original: string } | null {
  const data = setting<Record<string, string>>(settings, 'user', 'data')
  const nic = data?.[mark.nic]
  return nic ? { nic, original: data[mark.original] ?? '' } : null
}

export function markSection(nic: string, original: string): Record<string, Variant> {
  return { data: new Variant('a{ss}', { [mark.nic]: nic, [mark.original]: original }) }
}
