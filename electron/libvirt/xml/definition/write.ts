/** A definition → libvirt's network XML, new or edited in place. Pure. */
import type {
  DefinedSubnet,
  NetworkDefinition,
  StaticRoute,
} from '../../../../shared/model/network-definition.ts'
import { differingParts, fitToKind } from '../../../../shared/rules/networks/kinds.ts'
import type { NetworkPart } from '../../../../shared/rules/networks/kinds.ts'
import { append, attribute, child, create, ensure, prune, remove, setAttribute } from '../dom.ts'
import type { Element } from '../dom.ts'
import { dhcpRanges, moveBootServer, reservations } from './dhcp.ts'
import { writeDns } from './dns.ts'
import { writeForwardDevice, writeKind, writeMacvtap, writeNat, writeSrIov } from './forward.ts'
import { syncList } from './lists.ts'
import type { ListOf } from './lists.ts'
import { portGroups, writeBandwidth, writeVlan } from './ports.ts'
import { readDefinition, readRoute, readSubnet } from './read.ts'

/** A new network's element. */
export function createNetworkElement(wanted: NetworkDefinition): Element {
  const root = create('network')
  append(root, 'name', {}, wanted.name)
  applyDefinition(root, wanted)
  return root
}

/**
 * Brings a network's element to the wanted definition. Only what differs is touched, so that
 * whatever the definition has no field for stays.
 */
export function applyDefinition(root: Element, definition: NetworkDefinition): void {
  const before = readDefinition(root)
  const wanted = fitToKind(definition)
  if (before.kind !== wanted.kind) writeKind(root, before, wanted)
  const name = child(root, 'name')
  if (name && before.name !== wanted.name) name.textContent = wanted.name
  const current = readDefinition(root)
  for (const part of differingParts(current, wanted)) write[part]?.(root, wanted, current)
}

type Write = (root: Element, wanted: NetworkDefinition, current: NetworkDefinition) => void

const write: Partial<Record<NetworkPart, Write>> = {
  bridge: writeBridge,
  // How it is made is not the network's.
  'host-bridge': (root, { bridge }) => setAttribute(ensure(root, 'bridge'), 'name', bridge),
  subnets: (root, { subnets }) => syncList(root, subnetList, subnets),
  dns: (root, wanted, current) => {
    const dns = ensure(root, 'dns')
    writeDns(dns, current.dns, wanted.dns)
    prune(dns)
    writeDomain(root, wanted.domain)
  },
  routes: (root, { routes }) => syncList(root, routeList, routes),
  nat: writeNat,
  'forward-device': writeForwardDevice,
  macvtap: writeMacvtap,
  'sr-iov': writeSrIov,
  vlan: (root, { vlan }) => writeVlan(root, vlan),
  'port-groups': (root, wanted) => syncList(root, portGroups, wanted.portGroups),
  bandwidth: (root, { bandwidth }) => writeBandwidth(root, bandwidth),
  'isolated-ports': (root, { isolatedPorts }) => {
    setAttribute(ensure(root, 'port'), 'isolated', isolatedPorts ? 'yes' : null)
    prune(child(root, 'port'))
  },
}

function writeBridge(root: Element, wanted: NetworkDefinition, current: NetworkDefinition): void {
  const bridge = ensure(root, 'bridge')
  const set = (name: string, key: 'bridge' | 'zone' | 'macTable') => {
    if (current[key] !== wanted[key]) setAttribute(bridge, name, wanted[key])
  }
  set('name', 'bridge')
  set('zone', 'zone')
  set('macTableManager', 'macTable')
  if (current.stp !== wanted.stp) setAttribute(bridge, 'stp', wanted.stp ? 'on' : 'off')
  if (current.delay !== wanted.delay) setAttribute(bridge, 'delay', String(wanted.delay))
  prune(bridge)
  writeValue(root, 'mac', 'address', current.mac, wanted.mac)
  writeValue(root, 'mtu', 'size', numeral(current.mtu), numeral(wanted.mtu))
}

/** An element that is only there for its one value. */
function writeValue(
  root: Element,
  name: string,
  key: string,
  current: string | null,
  wanted: string | null,
): void {
  if (current === wanted) return
  if (wanted === null) remove(child(root, name))
  else setAttribute(ensure(root, name), key, wanted)
}

/** Without a name libvirt refuses whatever else it says. */
function writeDomain(root: Element, wanted: NetworkDefinition['domain']): void {
  if (!wanted) {
    remove(child(root, 'domain'))
    return
  }
  const domain = ensure(root, 'domain')
  setAttribute(domain, 'name', wanted.name)
  for (const key of ['localOnly', 'register'] as const) {
    if ((attribute(domain, key) === 'yes') !== wanted[key]) {
      setAttribute(domain, key, wanted[key] ? 'yes' : null)
    }
  }
}

const subnetList: ListOf<DefinedSubnet> = {
  name: 'ip',
  read: readSubnet,
  write: (element, wanted) => {
    const current = readSubnet(element)
    setAttribute(element, 'address', wanted.address)
    if (current.family !== wanted.family) {
      setAttribute(element, 'family', wanted.family === 'ipv6' ? 'ipv6' : null)
    }
    if (current.prefix !== wanted.prefix || !hasPrefix(element)) writePrefix(element, wanted.prefix)
    const dhcp = ensure(element, 'dhcp')
    syncList(dhcp, dhcpRanges, wanted.dhcpRanges)
    syncList(dhcp, reservations, wanted.reservations)
    moveBootServer(dhcp, current, wanted)
    prune(dhcp)
  },
  key: ({ family, address }) => `${family} ${address}`,
  similar: (a, b) => a.family === b.family,
}

const routeList: ListOf<StaticRoute> = {
  name: 'route',
  read: readRoute,
  write: (element, { destination, prefix, gateway, metric }) => {
    setAttribute(element, 'family', destination.includes(':') ? 'ipv6' : null)
    setAttribute(element, 'address', destination)
    writePrefix(element, prefix)
    setAttribute(element, 'gateway', gateway)
    setAttribute(element, 'metric', numeral(metric))
  },
  key: ({ destination, prefix }) => `${destination}/${prefix}`,
}

function hasPrefix(element: Element): boolean {
  return element.hasAttribute('prefix') || element.hasAttribute('netmask')
}

function writePrefix(element: Element, prefix: number): void {
  setAttribute(element, 'netmask', null)
  setAttribute(element, 'prefix', String(prefix))
}

function numeral(value: number | null): string | null {
  return value === null ? null : String(value)
}
