/** How a bridge keeps the addresses, leases, routes and metrics that its NIC has. Pure. */
import type { IpState } from '../../../../shared/model/host.ts'
import { originatedAddresses } from '../../interfaces/address-origin.ts'
import type { OriginatedAddress } from '../../interfaces/address-origin.ts'
import type { NicFacts } from '../../interfaces/nic-facts.ts'
import { Variant } from '../../../dbus/bus.ts'
import { routeMetric } from '../../interfaces/metrics.ts'

export function carriedIpv4(nic: NicFacts): Record<string, Variant> {
  const section = withoutLegacy(nic.original?.ipv4)
  const used = nic.dhcp4.dhcp_client_identifier
  return {
    ...section,
    ...metric(nic.ipv4),
    // The lease hangs on the client-id; its default may come from a setting for Ethernet only.
    ...pinned(section, 'dhcp-client-id', used, madeClientIds),
  }
}

export function carriedIpv6(nic: NicFacts): Record<string, Variant> {
  const section = withoutLegacy(nic.original?.ipv6)
  const iaid = nic.dhcp6.iaid
  return {
    ...section,
    ...metric(nic.ipv6),
    ...(section.method?.value === 'auto' ? keepHostPart(nic) : {}),
    ...pinned(section, 'dhcp-duid', nic.dhcp6.dhcp6_client_id, madeDuids),
    // The IAID's default is made from the interface's name, which changes.
    ...(typeof iaid === 'string' ? { 'dhcp-iaid': new Variant('s', iaid) } : {}),
  }
}

/** What NetworkManager makes a client-id of; all of it hangs on the profile or on the interface. */
const madeClientIds = ['mac', 'perm-mac', 'duid', 'ipv6-duid', 'stable']
const madeDuids = ['lease', 'll', 'llt', 'stable-ll', 'stable-llt', 'stable-uuid']

/** By the identifier that is in use now, written out, the server knows the host again. */
function pinned(
  section: Record<string, Variant>,
  key: string,
  used: unknown,
  made: string[],
): Record<string, Variant> {
  const asked = section[key]?.value
  const isWrittenOut = typeof asked === 'string' && !made.includes(asked)
  if (typeof used !== 'string' || !isHexId(used) || isWrittenOut) return {}
  return { [key]: new Variant('s', used) }
}

export interface LostAddresses {
  /** Advertised ones that one token can't keep: each prefix may have a host part of its own. */
  advertised: string[]
  /** Of a prefix that the router is giving up. */
  passing: string[]
  /** That nothing brings back which NetworkManager was told. */
  foreign: string[]
}

/** Those that the bridge will not have, and that are not waited for. */
export function lostAddresses(nic: NicFacts): LostAddresses {
  const all = originatedAddresses(nic)
  const kept = keptHostPart(nic)
  const texts = (found: OriginatedAddress[]) =>
    found.map(({ address, prefix }) => `${address}/${prefix}`)
  const of = (origin: OriginatedAddress['origin']) => all.filter((found) => found.origin === origin)
  return {
    advertised: texts(of('advertised').filter(({ address }) => hostPart(address) !== kept)),
    passing: texts(of('passing')),
    foreign: texts(of('foreign')),
  }
}

/**
 * Keeps a router-advertised address: `stable-privacy` makes it from the interface's name, which
 * changes, so its host part is given as a token, which needs EUI-64 mode.
 */
function keepHostPart(nic: NicFacts): Record<string, Variant> {
  const kept = keptHostPart(nic)
  if (kept === null) return {}
  return { 'addr-gen-mode': new Variant('i', 0), token: new Variant('s', kept) }
}

/**
 * Of several prefixes the one that the world reaches the host by; a ULA (RFC 4193) is for the
 * house. Null where nothing is advertised. What the kernel itself makes of advertisements
 * (`ignore`) is of the MAC, which the bridge has.
 */
function keptHostPart(nic: NicFacts): string | null {
  if (nic.original?.ipv6?.method?.value === 'ignore') return eui64(nic.mac)
  const advertised = originatedAddresses(nic).filter(({ origin }) => origin === 'advertised')
  const found = advertised.find(({ address }) => !/^f[cd]/i.test(address)) ?? advertised[0]
  return found ? hostPart(found.address) : null
}

export function hostPart(address: string): string {
  const words = expandIpv6(address)
  return `::${words.slice(4).join(':')}`
}

/** The host part that EUI-64 makes of a MAC, as `hostPart` writes it. */
export function eui64(mac: string): string {
  const bytes = mac.split(':').map((byte) => parseInt(byte, 16))
  const [first = 0, ...rest] = bytes
  const all = [first ^ 2, ...rest.slice(0, 2), 0xff, 0xfe, ...rest.slice(2)]
  const words = [0, 2, 4, 6].map((at) => (((all[at] ?? 0) << 8) | (all[at + 1] ?? 0)).toString(16))
  return `::${words.join(':')}`
}

function expandIpv6(address: string): string[] {
  const [head = '', tail] = address.split('::')
  const left = head ? head.split(':') : []
  const right = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  return [...left, ...Array<string>(zeros).fill('0'), ...right]
}

function metric(ip: IpState): Record<string, Variant> {
  const value = routeMetric(ip)
  return value === null ? {} : { 'route-metric': new Variant('x', BigInt(value)) }
}

/** GetSettings gives addresses and routes twice; the old form must not contradict the new one. */
export function withoutLegacy(section: Record<string, Variant> = {}): Record<string, Variant> {
  const rest = { ...section }
  if (rest['address-data']) delete rest.addresses
  if (rest['route-data']) delete rest.routes
  if (rest['dns-data']) delete rest.dns
  return rest
}

/** NetworkManager takes a client-id in hexadecimal as bytes, and anything else as text. */
function isHexId(text: string): boolean {
  return /^[0-9a-f]{2}(:[0-9a-f]{2})+$/i.test(text)
}
