/** How a bridge keeps the addresses, leases, routes and metrics that its NIC has. Pure. */
import type { IpState } from '../../../shared/model/host.ts'
import type { NicFacts } from '../interfaces/nic-facts.ts'
import { Variant } from '../../dbus/bus.ts'

/**
 * The metric of the family's default route, else of its own subnet's route; null without any. Of
 * several the one that wins: a device may have heard an advertisement before NetworkManager told
 * the kernel to leave those to it, and then also has the kernel's own route of metric 1024.
 */
export function routeMetric(ip: IpState): number | null {
  const routes = ip.routes.filter(({ destination }) => !destination.startsWith('fe80'))
  const byDefault = routes.filter(({ prefix }) => prefix === 0)
  const own = routes.filter(({ nextHop, metric }) => nextHop === null && metric > 0)
  const chosen = byDefault.length > 0 ? byDefault : own
  return chosen.length > 0 ? Math.min(...chosen.map(({ metric }) => metric)) : null
}

export function carriedIpv4(nic: NicFacts): Record<string, Variant> {
  const section = withoutLegacy(nic.original?.ipv4)
  const clientId = nic.dhcp4.dhcp_client_identifier
  const pinned = typeof clientId === 'string' && !section['dhcp-client-id'] && isHexId(clientId)
  return {
    ...section,
    ...metric(nic.ipv4),
    // The lease hangs on the client-id; its default may come from a setting for Ethernet only.
    ...(pinned ? { 'dhcp-client-id': new Variant('s', clientId) } : {}),
  }
}

export function carriedIpv6(nic: NicFacts): Record<string, Variant> {
  const section = withoutLegacy(nic.original?.ipv6)
  const iaid = nic.dhcp6.iaid
  return {
    ...section,
    ...metric(nic.ipv6),
    ...(section.method?.value === 'auto' ? keepHostPart(nic.ipv6) : {}),
    // The IAID's default is made from the interface's name, which changes.
    ...(typeof iaid === 'string' ? { 'dhcp-iaid': new Variant('s', iaid) } : {}),
  }
}

/** Advertised addresses that one token can't keep: each prefix may have a host part of its own. */
export function lostAddresses({ original, ipv6 }: NicFacts): string[] {
  if (original?.ipv6?.method?.value !== 'auto') return []
  const [kept, ...others] = advertised(ipv6)
  if (!kept) return []
  return others
    .filter(({ address }) => hostPart(address) !== hostPart(kept.address))
    .map(({ address, prefix }) => `${address}/${prefix}`)
}

/**
 * Keeps a router-advertised address: `stable-privacy` makes it from the interface's name, which
 * changes, so its host part is given as a token, which needs EUI-64 mode.
 */
function keepHostPart(ip: IpState): Record<string, Variant> {
  const [found] = advertised(ip)
  if (!found) return {}
  return {
    'addr-gen-mode': new Variant('i', 0),
    token: new Variant('s', hostPart(found.address)),
  }
}

/** One from DHCPv6 may stand beside them, with a prefix of 128. */
function advertised(ip: IpState): IpState['addresses'] {
  return ip.addresses.filter(({ address, prefix }) => prefix === 64 && !address.startsWith('fe80'))
}

export function hostPart(address: string): string {
  const words = expandIpv6(address)
  return `::${words.slice(4).join(':')}`
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
function withoutLegacy(section: Record<string, Variant> = {}): Record<string, Variant> {
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
