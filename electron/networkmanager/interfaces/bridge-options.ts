/** A bridge's options as NetworkManager's `bridge` section, and back. Pure. */
import { isMac } from '../../../shared/rules/mac.ts'
import type { BridgeOptions } from '../../../shared/model/bridge-settings.ts'
import { readVlans, vlansVariant } from './bridge-vlans.ts'
import { Variant } from '../../dbus/bus.ts'
import { setting } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'

const numbers = {
  priority: 'priority',
  forwardDelay: 'forward-delay',
  ageingTime: 'ageing-time',
  nativeVlan: 'vlan-default-pvid',
} as const

/** Only what differs from NetworkManager's defaults; STP always, as its default is on. */
export function bridgeSection(options: BridgeOptions): Record<string, Variant> {
  const given = Object.entries(numbers).flatMap(([field, key]) => {
    const value = options[field as keyof typeof numbers]
    return value === null ? [] : [[key, new Variant('u', value)] as const]
  })
  return {
    stp: new Variant('b', options.stp),
    ...Object.fromEntries(given),
    ...(options.multicastSnooping ? {} : { 'multicast-snooping': new Variant('b', false) }),
    ...(options.vlanFiltering ? { 'vlan-filtering': new Variant('b', true) } : {}),
    ...(options.vlans.length > 0 ? { vlans: vlansVariant(options.vlans) } : {}),
  }
}

export function readOptions(settings: Settings): BridgeOptions {
  const of = <T>(key: string) => setting<T>(settings, 'bridge', key)
  return {
    stp: of<boolean>('stp') ?? true,
    priority: of<number>('priority') ?? null,
    forwardDelay: of<number>('forward-delay') ?? null,
    ageingTime: of<number>('ageing-time') ?? null,
    multicastSnooping: of<boolean>('multicast-snooping') ?? true,
    vlanFiltering: of<boolean>('vlan-filtering') ?? false,
    nativeVlan: of<number>('vlan-default-pvid') ?? null,
    vlans: readVlans(settings, 'bridge'),
    mac: givenMac(settings),
    mtu: setting<number>(settings, '802-3-ethernet', 'mtu') || null,
  }
}

/** Null where NetworkManager makes one up (`stable`, `random`) or leaves it (`preserve`). */
function givenMac(settings: Settings): string | null {
  const asked = setting<string>(settings, '802-3-ethernet', 'assigned-mac-address')
  return asked !== undefined && isMac(asked) ? asked.toLowerCase() : null
}

/** The profile with these options; keys of the section that we have no field for stay. */
export function withOptions(settings: Settings, options: BridgeOptions): Settings {
  const { mtu: _mtu, ...ethernet } = settings['802-3-ethernet'] ?? {}
  const ours = [...Object.values(numbers), 'stp', 'multicast-snooping', 'vlan-filtering', 'vlans']
  const others = Object.entries(settings.bridge ?? {}).filter(
    ([key]) => !ours.includes(key as never),
  )
  return {
    ...settings,
    bridge: { ...Object.fromEntries(others), ...bridgeSection(options) },
    '802-3-ethernet': {
      ...ethernet,
      ...(options.mtu ? { mtu: new Variant('u', options.mtu) } : {}),
    },
  }
}
