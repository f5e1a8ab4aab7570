/** A bridge's profile as it is tried: brought up so that the host is away as briefly as can be. Pure. */
import { Variant } from '../../dbus/bus.ts'
import { askingForEver, withLeasesBeside } from './addressing/lease.ts'
import type { Lease } from './addressing/lease.ts'
import { setting } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'

export interface Trial {
  /** What the bridge is activated with. */
  activated: Settings
  /** What it gets once its port is in it; null where it has all of it already. */
  then: Settings | null
}

/**
 * Static addresses come last: NetworkManager would put them on the bridge before it has a port,
 * what the kernel then asks for the router's MAC is lost, and it asks again only a second later.
 * @param own are the addresses those that the host has? Then nobody else can have them.
 * @param isFar does the way to the host lead over these addresses? What would come last never came.
 * @param leases what is written beside DHCP meanwhile
 */
export function trialOf(
  profile: Settings,
  own: boolean,
  isFar: boolean,
  leases: Lease[] = [],
): Trial {
  const kept =
    leases.length > 0 ? askingForEver(withLeasesBeside(profile, leases), leases) : profile
  const whole = own ? withoutDuplicateCheck(kept) : kept
  if (isFar || setting<string>(profile, 'ipv4', 'method') !== 'manual') {
    return { activated: whole, then: null }
  }
  const ipv4 = { method: new Variant('s', 'disabled') }
  return { activated: { ...whole, ipv4 }, then: whole }
}

/**
 * NetworkManager looks for duplicates of an IPv4 address for up to 200 ms (`ipv4.dad-timeout`, on
 * by default from 1.46 on), in which the host is away.
 */
export function withoutDuplicateCheck(settings: Settings): Settings {
  if (!settings.ipv4) return settings
  return { ...settings, ipv4: { ...settings.ipv4, 'dad-timeout': new Variant('i', 0) } }
}
