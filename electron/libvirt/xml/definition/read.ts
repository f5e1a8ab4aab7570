/** libvirt's network XML → a definition. Pure. */
import type {
  DefinedSubnet,
  NetworkDefinition,
  StaticRoute,
} from '../../../../shared/model/network-definition.ts'
import type { NetworkKind } from '../../../../shared/model/network-kind.ts'
import { bits, prefixOfNetmask } from '../../../../shared/rules/ip.ts'
import { hasPart } from '../../../../shared/rules/networks/kinds.ts'
import { attribute, child, children, numericAttribute, text } from '../dom.ts'
import type { Element } from '../dom.ts'
import { kindOf } from './kind.ts'
import { readBandwidth, readPortGroup, readVlan } from './ports.ts'
import { readDns } from './dns.ts'
import { readDhcpRange, readReservation } from './dhcp.ts'

export function readDefinition(root: Element): NetworkDefinition {
  const bridge = child(root, 'bridge')
  const kind = kindOf(root)
  return {
    name: text(root, 'name') ?? '',
    kind,
    bridge: attribute(bridge, 'name'),
    mac: attribute(child(root, 'mac'), 'address')?.toLowerCase() ?? null,
    stp: attribute(bridge, 'stp') !== 'off',
    delay: Number(attribute(bridge, 'delay') ?? '0'),
    mtu: numericAttribute(child(root, 'mtu'), 'size'),
    zone: attribute(bridge, 'zone'),
    macTable: macTableOf(bridge),
    isolatedPorts: attribute(child(root, 'port'), 'isolated') === 'yes',
    subnets: children(root, 'ip').map(readSubnet),
    domain: domainOf(child(root, 'domain')),
    dns: readDns(child(root, 'dns')),
    routes: children(root, 'route').map(readRoute),
    ...readForward(child(root, 'forward'), kind),
    vlan: readVlan(child(root, 'vlan')),
    portGroups: children(root, 'portgroup').map(readPortGroup),
    bandwidth: readBandwidth(child(root, 'bandwidth')),
  }
}

export function readSubnet(ip: Element): DefinedSubnet {
  const family = attribute(ip, 'family') === 'ipv6' ? 'ipv6' : 'ipv4'
  const dhcp = child(ip, 'dhcp')
  return {
    family,
    address: attribute(ip, 'address') ?? '',
    prefix: prefixOf(ip, family),
    dhcpRanges: children(dhcp, 'range').map(readDhcpRange),
    reservations: children(dhcp, 'host').map(readReservation),
  }
}

export function readRoute(route: Element): StaticRoute {
  const family = attribute(route, 'family') === 'ipv6' ? 'ipv6' : 'ipv4'
  const netmask = attribute(route, 'netmask')
  return {
    destination: attribute(route, 'address') ?? '',
    prefix: numericAttribute(route, 'prefix') ?? prefixOfNetmask(netmask ?? '') ?? bits[family],
    gateway: attribute(route, 'gateway') ?? '',
    metric: numericAttribute(route, 'metric'),
  }
}

type Forward = Pick<
  NetworkDefinition,
  'nat' | 'forwardDevice' | 'macvtapMode' | 'devices' | 'physicalFunction'
>

function readForward(forward: Element | null, kind: NetworkKind): Forward {
  const nat = child(forward, 'nat')
  const ports = spanOf(child(nat, 'port'), Number)
  const mode = attribute(forward, 'mode')
  const devices = children(forward, 'interface')
    .map((item) => attribute(item, 'dev'))
    .filter((device) => device !== null)
  return {
    nat: {
      addresses: spanOf(child(nat, 'address'), (value) => value),
      ports: ports && isUsual(ports) ? null : ports,
      ipv6: attribute(nat, 'ipv6') === 'yes',
    },
    // The same element names the one way out of NAT, and the choice that macvtap has.
    forwardDevice: hasPart(kind, 'forward-device')
      ? (attribute(forward, 'dev') ?? devices[0] ?? null)
      : null,
    macvtapMode: mode === 'private' || mode === 'vepa' || mode === 'passthrough' ? mode : 'bridge',
    devices: hasPart(kind, 'macvtap') ? devices : [],
    physicalFunction: attribute(child(forward, 'pf'), 'dev'),
  }
}

/** What libvirt takes, and says of a running network, where nothing is said. */
export function isUsual({ start, end }: { start: number; end: number }): boolean {
  return start === 1024 && end === 65_535
}

function spanOf<T>(
  element: Element | null,
  read: (value: string) => T,
): { start: T; end: T } | null {
  const start = attribute(element, 'start')
  const end = attribute(element, 'end')
  return start === null || end === null ? null : { start: read(start), end: read(end) }
}

function macTableOf(bridge: Element | null): NetworkDefinition['macTable'] {
  const manager = attribute(bridge, 'macTableManager')
  return manager === 'libvirt' || manager === 'kernel' ? manager : null
}

function domainOf(domain: Element | null): NetworkDefinition['domain'] {
  const name = attribute(domain, 'name')
  if (name === null) return null
  const isYes = (key: string) => attribute(domain, key) === 'yes'
  return { name, localOnly: isYes('localOnly'), register: isYes('register') }
}

/** `prefix`, or a netmask; without either libvirt takes the address's class. */
function prefixOf(ip: Element, family: DefinedSubnet['family']): number {
  const prefix = numericAttribute(ip, 'prefix')
  if (prefix !== null) return prefix
  const netmask = attribute(ip, 'netmask')
  if (netmask) return prefixOfNetmask(netmask) ?? 0
  return family === 'ipv6' ? 64 : classPrefix(attribute(ip, 'address') ?? '')
}

function classPrefix(address: string): number {
  const first = Number(address.split('.')[0])
  if (first < 128) return 8
  return first < 192 ? 16 : 24
}
