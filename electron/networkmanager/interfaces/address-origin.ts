/** Where each of an interface's addresses comes from: that decides whether it comes again. Pure. */
import type { IpState } from '../../../shared/model/host.ts'
import { isLinkLocal, parseAddress } from '../../../shared/rules/ip.ts'
import { setting } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'

/**
 * `profile`: written there. `lease`: of DHCP's. `advertised`: made of a router's prefix.
 * `passing`: made of one that the router is giving up. `foreign`: put there by another program,
 * or by what NetworkManager makes up anew each time (`shared`, `link-local`).
 */
export type AddressOrigin = 'profile' | 'lease' | 'advertised' | 'passing' | 'foreign'

export interface OriginatedAddress {
  address: string
  prefix: number
  origin: AddressOrigin
}

/** Those that others reach the host by; link-local ones of IPv6 belong to the interface alone. */
export function originatedAddresses(nic: OriginFacts): OriginatedAddress[] {
  return [
    ...nic.ipv4.addresses.map((found) => ({ ...found, origin: ipv4Origin(nic, found.address) })),
    ...nic.ipv6.addresses
      .filter(({ address }) => !isLinkLocal(address))
      .map((found) => ({ ...found, origin: ipv6Origin(nic, found) })),
  ]
}

/** What is known of an interface's addresses, whatever it is. */
export interface OriginFacts {
  /** The profile that is active on it, if any. */
  original: Settings | null
  ipv4: IpState
  ipv6: IpState
  /** Options of its present leases, NetworkManager's names (`dhcp_client_identifier`, `iaid`). */
  dhcp4: Record<string, unknown>
  dhcp6: Record<string, unknown>
  /** IPv6 addresses of the host that pass, and that nothing bounds (see NmState). */
  deprecated: ReadonlySet<string>
  permanent: ReadonlySet<string>
}

function ipv4Origin(nic: OriginFacts, address: string): AddressOrigin {
  if (isWritten(nic, 'ipv4', address)) return 'profile'
  return nic.dhcp4.ip_address === address ? 'lease' : 'foreign'
}

function ipv6Origin(
  nic: OriginFacts,
  { address, prefix }: IpState['addresses'][number],
): AddressOrigin {
  if (isWritten(nic, 'ipv6', address)) return 'profile'
  if (nic.dhcp6.ip6_address === address) return 'lease'
  const method = nic.original && setting<string>(nic.original, 'ipv6', 'method')
  const isAnnounced = method === 'auto' || method === 'ignore'
  if (!isAnnounced || prefix !== ADVERTISED_PREFIX || nic.permanent.has(address)) return 'foreign'
  return nic.deprecated.has(address) ? 'passing' : 'advertised'
}

/** RFC 4862, 5.5.3: an interface identifier has 64 bits. */
const ADVERTISED_PREFIX = 64

function isWritten({ original }: OriginFacts, family: 'ipv4' | 'ipv6', address: string): boolean {
  const entries =
    (original && setting<{ address?: { value: unknown } }[]>(original, family, 'address-data')) ??
    []
  const wanted = parseAddress(address)?.value
  return entries.some((entry) => parseAddress(String(entry.address?.value))?.value === wanted)
}
