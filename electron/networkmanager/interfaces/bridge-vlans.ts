/** The VLANs of a bridge and of its ports as NetworkManager keeps them, and back. Pure. */
import type { VlanRange } from '../../../shared/model/bridge-settings.ts'
import { vlanRange } from '../../../shared/schemas/bridge-settings.ts'
import { Variant } from '../../dbus/bus.ts'
import { setting } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'

type Entry = Record<string, { value: unknown }>

export function vlansVariant(ranges: readonly VlanRange[]): Variant {
  const entries = ranges.map(({ from, to, pvid, untagged }) => ({
    'vid-start': new Variant('q', from),
    'vid-end': new Variant('q', to),
    pvid: new Variant('b', pvid),
    untagged: new Variant('b', untagged),
  }))
  return new Variant('aa{sv}', entries)
}

export function readVlans(settings: Settings, section: 'bridge' | 'bridge-port'): VlanRange[] {
  return vlansIn(setting<Entry[]>(settings, section, 'vlans') ?? [])
}

export function vlansIn(entries: Entry[]): VlanRange[] {
  const read = entries.map((entry) => ({
    from: entry['vid-start']?.value,
    to: entry['vid-end']?.value,
    pvid: entry.pvid?.value ?? false,
    untagged: entry.untagged?.value ?? false,
  }))
  return read.flatMap((found) => vlanRange.safeParse(found).data ?? [])
}

/** Of a port; all else that its profile says of it stays. */
export function withPortVlans(settings: Settings, ranges: readonly VlanRange[]): Settings {
  const { vlans: _vlans, ...others } = settings['bridge-port'] ?? {}
  const given = ranges.length > 0 ? { vlans: vlansVariant(ranges) } : {}
  return { ...settings, 'bridge-port': { ...others, ...given } }
}
