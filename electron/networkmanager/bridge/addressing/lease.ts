/**
 * The DHCP lease of a far host, written beside DHCP while a bridge is tried on its NIC: a server that is
 * silent just then, or gives another address, would lose the host to whoever is connected to it. Pure.
 */
import type { Message } from '../../../../shared/message.ts'
import { message } from '../../../../shared/message.ts'
import { addressData, nameServers } from './addresses.ts'
import type { NicFacts } from '../../interfaces/nic-facts.ts'
import { Variant } from '../../../dbus/bus.ts'
import { setting } from '../../client/settings.ts'
import type { Settings } from '../../client/settings.ts'

/** What DHCP has given for IPv4. */
export interface Lease {
  address: string
  prefix: number
  gateway: string | null
  dns: string[]
}

/** NetworkManager's word for “ask for ever”: a server that is silent must not end the activation. */
const FOR_EVER = 0x7fffffff

/** Null where the NIC has its address from elsewhere. */
export function leaseOf({ ipv4, dhcp4 }: Pick<NicFacts, 'ipv4' | 'dhcp4'>): Lease | null {
  const leased = ipv4.addresses.find(({ address }) => address === dhcp4.ip_address)
  return leased ? { ...leased, gateway: ipv4.gateway, dns: ipv4.dns } : null
}

/** The profile as it is kept where DHCP has not given the same again. */
export function withLeaseBeside(profile: Settings, lease: Lease): Settings {
  const written = setting<Record<string, Variant>[]>(profile, 'ipv4', 'address-data') ?? []
  const has = (key: string) => setting(profile, 'ipv4', key) !== undefined
  const takesRoutes = setting<boolean>(profile, 'ipv4', 'never-default') !== true
  const hasServers = has('dns') || has('dns-data')
  const ipv4 = {
    ...profile.ipv4,
    'address-data': new Variant('aa{sv}', [
      ...written,
      addressData(`${lease.address}/${lease.prefix}`),
    ]),
    ...(lease.gateway && takesRoutes && !has('gateway')
      ? { gateway: new Variant('s', lease.gateway) }
      : {}),
    ...(hasServers ? {} : nameServers(lease.dns, 'ipv4')),
  }
  return { ...profile, ipv4 }
}

/** As it is tried. */
export function askingForEver(profile: Settings): Settings {
  return { ...profile, ipv4: { ...profile.ipv4, 'dhcp-timeout': new Variant('i', FOR_EVER) } }
}

/**
 * What is to be known before the bridge is kept or given up; null where DHCP has given the same again.
 * @param given the address of the bridge's own lease, if it has one
 */
export function leaseDoubt(bridge: string, lease: Lease, given: unknown): Message | null {
  if (given === lease.address) return null
  const params = { bridge, address: lease.address }
  if (typeof given !== 'string') return message('doubt.dhcp-silent', params)
  return message('doubt.dhcp-other', { ...params, other: given })
}
