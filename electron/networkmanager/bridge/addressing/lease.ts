/**
 * The DHCP leases of a far host, written beside DHCP while a bridge is tried on its NIC: a server that is
 * silent just then, or gives another address, would lose the host to whoever is connected to it. Pure.
 */
import { z } from 'zod'
import type { Message } from '../../../../shared/message.ts'
import { message } from '../../../../shared/message.ts'
import { addressData, nameServers } from './addresses.ts'
import type { NicFacts } from '../../interfaces/nic-facts.ts'
import { Variant } from '../../../dbus/bus.ts'
import { setting } from '../../client/settings.ts'
import type { Settings } from '../../client/settings.ts'

/** What DHCP has given for one family. */
export const leaseSchema = z.object({
  family: z.enum(['ipv4', 'ipv6']),
  address: z.string(),
  prefix: z.number(),
  /** Of IPv6 the router itself tells, not DHCP. */
  gateway: z.string().nullable(),
  dns: z.array(z.string()),
})
export type Lease = z.infer<typeof leaseSchema>

/** Addresses by DHCP, as the server has given them now. */
export type Given = Record<Lease['family'], unknown>

/** NetworkManager's word for “ask for ever”: a server that is silent must not end the activation. */
const FOR_EVER = 0x7fffffff

/** None where the NIC has its addresses from elsewhere. */
export function leasesOf(nic: Pick<NicFacts, 'ipv4' | 'ipv6' | 'dhcp4' | 'dhcp6'>): Lease[] {
  const { ipv4, ipv6, dhcp4, dhcp6 } = nic
  const of = ({ addresses }: NicFacts['ipv4'], given: unknown) =>
    addresses.filter(({ address }) => address === given).slice(0, 1)
  const both = { ipv4: of(ipv4, dhcp4.ip_address), ipv6: of(ipv6, dhcp6.ip6_address) }
  return [
    ...both.ipv4.map((leased) => {
      return { family: 'ipv4' as const, ...leased, gateway: ipv4.gateway, dns: ipv4.dns }
    }),
    ...both.ipv6.map((leased) => {
      return { family: 'ipv6' as const, ...leased, gateway: null, dns: ipv6.dns }
    }),
  ]
}

/** The profile as it is kept where DHCP has not given the same again. */
export function withLeasesBeside(profile: Settings, leases: Lease[]): Settings {
  return leases.reduce(withLeaseBeside, profile)
}

function withLeaseBeside(profile: Settings, lease: Lease): Settings {
  const { family } = lease
  const written = setting<Record<string, Variant>[]>(profile, family, 'address-data') ?? []
  const has = (key: string) => setting(profile, family, key) !== undefined
  const takesRoutes = setting<boolean>(profile, family, 'never-default') !== true
  const hasServers = has('dns') || has('dns-data')
  const section = {
    ...profile[family],
    'address-data': new Variant('aa{sv}', [
      ...written,
      addressData(`${lease.address}/${lease.prefix}`),
    ]),
    ...(lease.gateway && takesRoutes && !has('gateway')
      ? { gateway: new Variant('s', lease.gateway) }
      : {}),
    ...(hasServers ? {} : nameServers(lease.dns, family)),
  }
  return { ...profile, [family]: section }
}

/** As it is tried. */
export function askingForEver(profile: Settings, leases: Lease[]): Settings {
  const sections = leases.map(({ family }) => {
    return [family, { ...profile[family], 'dhcp-timeout': new Variant('i', FOR_EVER) }]
  })
  return { ...profile, ...Object.fromEntries(sections) }
}

/** Those that DHCP has not given again. */
export function leasesInDoubt(leases: Lease[], given: Given): Lease[] {
  return leases.filter(({ family, address }) => given[family] !== address)
}

/** What is to be known before the bridge is kept or given up; null where DHCP has given the same again. */
export function leaseDoubt(bridge: string, leases: Lease[], given: Given): Message | null {
  const lost = leasesInDoubt(leases, given)
  if (lost.length === 0) return null
  const address = lost.map((lease) => lease.address).join(', ')
  const others = lost.flatMap(({ family }) => {
    const other = given[family]
    return typeof other === 'string' ? [other] : []
  })
  // Where one of both is silent, that is the worse of the two.
  if (others.length < lost.length) return message('doubt.dhcp-silent', { bridge, address })
  return message('doubt.dhcp-other', { bridge, address, other: others.join(', ') })
}
