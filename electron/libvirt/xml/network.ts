/** libvirt's network XML ↔ the model. Pure. */
import type { Network, NetworkKind, Subnet } from '../../../shared/model/network.ts'
import { append, attribute, child, children, create, parse, serialize } from './dom.ts'
import type { Element } from './dom.ts'

/** The element in `<metadata>` that says a network was made together with a host bridge. */
const MARK = { uri: 'urn:puente:1', name: 'puente:made' } as const

/** What the XML of a network says of it. */
export type NetworkDescription = Pick<
  Network,
  'kind' | 'bridge' | 'forwardDevices' | 'subnets' | 'domainName' | 'mac' | 'madeByPuente'
>

/** @throws Error when the XML is not well-formed */
export function describeNetwork(xml: string): NetworkDescription {
  const root = parse(xml)
  return {
    kind: kindOf(root),
    bridge: attribute(child(root, 'bridge'), 'name'),
    forwardDevices: forwardDevices(root),
    subnets: children(root, 'ip').map(subnet),
    domainName: attribute(child(root, 'domain'), 'name'),
    mac: attribute(child(root, 'mac'), 'address'),
    madeByPuente: child(root, 'metadata/made')?.namespaceURI === MARK.uri,
  }
}

/** The definition of a network whose guests are on a host bridge, marked as ours. */
export function hostBridgeNetworkXml(name: string, bridge: string): string {
  const root = create('network')
  append(root, 'name', {}, name)
  append(append(root, 'metadata'), MARK.name, { 'xmlns:puente': MARK.uri })
  append(root, 'forward', { mode: 'bridge' })
  append(root, 'bridge', { name: bridge })
  return serialize(root)
}

function kindOf(root: Element): NetworkKind {
  const forward = child(root, 'forward')
  if (
    child(root, 'virtualport') &&
    attribute(child(root, 'virtualport'), 'type') === 'openvswitch'
  ) {
    return 'openvswitch'
  }
  // Without a mode libvirt takes `nat`.
  if (forward) return forwardKind(root, attribute(forward, 'mode') ?? 'nat')
  return child(root, 'ip') ? 'isolated' : 'very-isolated'
}

function forwardKind(root: Element, mode: string): NetworkKind {
  switch (mode) {
    case 'nat':
      return 'nat'
    case 'route':
      return 'routed'
    case 'open':
      return 'open'
    case 'hostdev':
      return 'hostdev'
    case 'bridge':
      return child(root, 'bridge') ? 'bridged' : 'macvtap'
    default:
      return 'macvtap'
  }
}

function forwardDevices(root: Element): string[] {
  const forward = child(root, 'forward')
  const devices = [forward, ...children(forward, 'interface')].map((item) => attribute(item, 'dev'))
  return [...new Set(devices.filter((device) => device !== null))]
}

function subnet(ip: Element): Subnet {
  const family = attribute(ip, 'family') === 'ipv6' ? 'ipv6' : 'ipv4'
  const dhcp = child(ip, 'dhcp')
  return {
    family,
    address: attribute(ip, 'address') ?? '',
    prefix: prefixOf(ip, family),
    dhcpRanges: children(dhcp, 'range').map((range) => ({
      start: attribute(range, 'start') ?? '',
      end: attribute(range, 'end') ?? '',
    })),
    reservations: children(dhcp, 'host').map((host) => ({
      mac: attribute(host, 'mac'),
      name: attribute(host, 'name'),
      address: attribute(host, 'ip') ?? '',
    })),
  }
}

/** `prefix`, or a netmask; without either libvirt takes the address's class. */
function prefixOf(ip: Element, family: Subnet['family']): number {
  const prefix = attribute(ip, 'prefix')
  if (prefix) return Number(prefix)
  const netmask = attribute(ip, 'netmask')
  if (netmask) return netmaskPrefix(netmask)
  return family === 'ipv6' ? 64 : classPrefix(attribute(ip, 'address') ?? '')
}

function netmaskPrefix(netmask: string): number {
  const bits = netmask.split('.').map((octet) => Number(octet).toString(2))
  return bits.join('').replaceAll('0', '').length
}

function classPrefix(address: string): number {
  const first = Number(address.split('.')[0])
  if (first < 128) return 8
  return first < 192 ? 16 : 24
}
