/**
 * The two profiles that put a NIC under a bridge: what the original carries goes to the bridge,
 * what belongs to the wire goes to the port. Pure; the original is never written to.
 */
import type { IpState } from '../../shared/model/host.ts'
import { Variant } from './wire.ts'
import { markSection, setting } from './settings.ts'
import type { Settings } from './settings.ts'

/** What is known of a NIC before it goes under a bridge. */
export interface NicFacts {
  name: string
  /** The MAC that it uses now, cloned or not: the DHCP lease hangs on it. */
  mac: string
  /** The profile that is active on it. */
  original: Settings
  ipv4: IpState
  ipv6: IpState
  /** Options of its present leases, NetworkManager's names (`dhcp_client_identifier`, `iaid`). */
  dhcp4: Record<string, unknown>
  dhcp6: Record<string, unknown>
}

export interface BridgeNames {
  bridge: string
  bridgeUuid: string
  portUuid: string
}

/** Keys of `connection` that say how the host uses the connection, not which device it is on. */
const usageKeys = ['zone', 'metered', 'permissions', 'secondaries', 'mdns', 'llmnr', 'dns-over-tls']

export function bridgeProfile(nic: NicFacts, names: BridgeNames): Settings {
  const mtu = setting<number>(nic.original, '802-3-ethernet', 'mtu')
  return {
    connection: {
      ...pick(nic.original.connection, usageKeys),
      id: new Variant('s', names.bridge),
      uuid: new Variant('s', names.bridgeUuid),
      type: new Variant('s', 'bridge'),
      'interface-name': new Variant('s', names.bridge),
      autoconnect: new Variant('b', true),
      // The keys of 1.42: newer versions read them too, and 1.42 rejects `controller`.
      'autoconnect-slaves': new Variant('i', 1),
    },
    // STP would keep the port silent for 30 s, and a bridge with one port can't make a loop.
    bridge: { stp: new Variant('b', false) },
    '802-3-ethernet': {
      'assigned-mac-address': new Variant('s', nic.mac.toUpperCase()),
      ...(mtu ? { mtu: new Variant('u', mtu) } : {}),
    },
    ipv4: ipv4Section(nic),
    ipv6: ipv6Section(nic),
    ...(nic.original.proxy ? { proxy: nic.original.proxy } : {}),
    user: markSection(nic.name, originalUuid(nic)),
  }
}

export function portProfile(nic: NicFacts, names: BridgeNames): Settings {
  const priority = setting<number>(nic.original, 'connection', 'autoconnect-priority') ?? 0
  return {
    connection: {
      id: new Variant('s', `${names.bridge} port ${nic.name}`),
      uuid: new Variant('s', names.portUuid),
      type: new Variant('s', '802-3-ethernet'),
      'interface-name': new Variant('s', nic.name),
      master: new Variant('s', names.bridgeUuid),
      'slave-type': new Variant('s', 'bridge'),
      autoconnect: new Variant('b', true),
      // So that after a reboot the NIC goes under the bridge, not back to its original profile.
      'autoconnect-priority': new Variant('i', Math.min(priority + 1, 999)),
    },
    '802-3-ethernet': { ...nic.original['802-3-ethernet'] },
    ...(nic.original.ethtool ? { ethtool: nic.original.ethtool } : {}),
    user: markSection(nic.name, originalUuid(nic)),
  }
}

export function originalUuid(nic: NicFacts): string {
  return setting<string>(nic.original, 'connection', 'uuid') ?? ''
}

/** The metric of the family's default route, else of its own subnet's route; null without any. */
export function routeMetric(ip: IpState): number | null {
  const routes = ip.routes.filter(({ destination }) => !destination.startsWith('fe80'))
  const byDefault = routes.find(({ prefix }) => prefix === 0)
  return (byDefault ?? routes.find(({ metric }) => metric > 0))?.metric ?? null
}

function ipv4Section(nic: NicFacts): Record<string, Variant> {
  const section = withoutLegacy(nic.original.ipv4)
  const clientId = nic.dhcp4.dhcp_client_identifier
  const pinned = typeof clientId === 'string' && !section['dhcp-client-id'] && isHexId(clientId)
  return {
    ...section,
    ...metric(nic.ipv4),
    // The lease hangs on the client-id; its default may come from a setting for Ethernet only.
    ...(pinned ? { 'dhcp-client-id': new Variant('s', clientId) } : {}),
  }
}

function ipv6Section(nic: NicFacts): Record<string, Variant> {
  const section = withoutLegacy(nic.original.ipv6)
  const iaid = nic.dhcp6.iaid
  return {
    ...section,
    ...metric(nic.ipv6),
    ...(section.method?.value === 'auto' ? keepHostPart(nic.ipv6) : {}),
    // The IAID's default is made from the interface's name, which changes.
    ...(typeof iaid === 'string' ? { 'dhcp-iaid': new Variant('s', iaid) } : {}),
  }
}

/**
 * Keeps a router-advertised address: `stable-privacy` makes it from the interface's name, which
 * changes, so its host part is given as a token, which needs EUI-64 mode.
 */
function keepHostPart(ip: IpState): Record<string, Variant> {
  // One from DHCPv6 may stand beside it, with a prefix of 128.
  const advertised = ip.addresses.find(
    ({ address, prefix }) => prefix === 64 && !address.startsWith('fe80'),
  )
  if (!advertised) return {}
  return {
    'addr-gen-mode': new Variant('i', 0),
    token: new Variant('s', hostPart(advertised.address)),
  }
}

function hostPart(address: string): string {
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

function pick(section: Record<string, Variant> = {}, keys: string[]): Record<string, Variant> {
  return Object.fromEntries(Object.entries(section).filter(([key]) => keys.includes(key)))
}
