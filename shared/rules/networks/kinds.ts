/** What each kind of network consists of: which settings it has, and which it can't have. Pure. */
import { emptyDefinition } from '../../model/network-definition.ts'
import type { NetworkDefinition } from '../../model/network-definition.ts'
import type { NetworkKind } from '../../model/network-kind.ts'

/** A group of settings that belong together, in the form as in the list of differences. */
export type NetworkPart =
  | 'general'
  | 'bridge'
  | 'host-bridge'
  | 'subnets'
  | 'dns'
  | 'routes'
  | 'nat'
  | 'forward-device'
  | 'macvtap'
  | 'sr-iov'
  | 'vlan'
  | 'port-groups'
  | 'bandwidth'
  | 'isolated-ports'
  | 'other'

const ownBridge: NetworkPart[] = ['bridge', 'bandwidth', 'port-groups', 'isolated-ports']
const withIp: NetworkPart[] = [...ownBridge, 'subnets', 'dns', 'routes']

const parts: Record<NetworkKind, NetworkPart[]> = {
  nat: [...withIp, 'nat', 'forward-device'],
  routed: [...withIp, 'forward-device'],
  open: withIp,
  isolated: withIp,
  'very-isolated': ownBridge,
  bridged: ['host-bridge', 'vlan', 'port-groups', 'isolated-ports'],
  macvtap: ['macvtap', 'port-groups', 'vlan'],
  hostdev: ['sr-iov', 'vlan', 'port-groups'],
  openvswitch: ['host-bridge', 'vlan', 'port-groups'],
}

export function hasPart(kind: NetworkKind, part: NetworkPart): boolean {
  return part === 'general' || parts[kind].includes(part)
}

interface Nature {
  /** Do its guests' packets pass through the host's routing? */
  isRouted: boolean
  /** Do they go out under the host's address? */
  isTranslated: boolean
  /** Does libvirt let in what begins outside? */
  letsIn: boolean
  /** In which of firewalld's zones its own bridge works, libvirt's choice first; empty: in any. */
  zones: string[]
  /** What a guest's cable is plugged into: a bridge of the kernel's, another switch, or a device. */
  socket: 'bridge' | 'openvswitch' | 'device'
}

const routed: Nature = {
  ...{ isRouted: true, isTranslated: false, letsIn: false },
  ...{ zones: ['libvirt'], socket: 'bridge' },
}

function switched(socket: Nature['socket']): Nature {
  return { isRouted: false, isTranslated: false, letsIn: false, zones: [], socket }
}

/** Asked by the compiler of a new kind, so that no place takes it silently for another. */
const natures: Record<NetworkKind, Nature> = {
  nat: { ...routed, isTranslated: true },
  routed: { ...routed, letsIn: true, zones: ['libvirt-routed', 'libvirt'] },
  // Its guests are the host's own rules' affair, on purpose.
  open: { ...routed, zones: [] },
  isolated: { ...routed, isRouted: false },
  'very-isolated': { ...routed, isRouted: false },
  bridged: switched('bridge'),
  macvtap: switched('device'),
  hostdev: switched('device'),
  openvswitch: switched('openvswitch'),
}

export function isRouted(kind: NetworkKind): boolean {
  return natures[kind].isRouted
}

export function isTranslated(kind: NetworkKind): boolean {
  return natures[kind].isTranslated
}

export function letsIn(kind: NetworkKind): boolean {
  return natures[kind].letsIn
}

export function zonesOf(kind: NetworkKind): string[] {
  return natures[kind].zones
}

export function socketOf(kind: NetworkKind): Nature['socket'] {
  return natures[kind].socket
}

/** Does libvirt make the bridge itself, so that stopping the network takes it away? */
export function ownsBridge(kind: NetworkKind): boolean {
  return hasPart(kind, 'bridge')
}

/** Is it on a bridge that is the host's, so that its guests are on whatever that leads to? */
export function isOnHostBridge(kind: NetworkKind): boolean {
  return socketOf(kind) === 'bridge' && !ownsBridge(kind)
}

type Field = keyof NetworkDefinition

/** The settings of each part; `bridge` stands in two, of which a kind has only one. */
const fields: Record<Exclude<NetworkPart, 'other'>, Field[]> = {
  general: ['name', 'kind'],
  bridge: ['bridge', 'mac', 'stp', 'delay', 'mtu', 'zone', 'macTable'],
  'host-bridge': ['bridge'],
  subnets: ['subnets'],
  dns: ['dns', 'domain'],
  routes: ['routes'],
  nat: ['nat'],
  'forward-device': ['forwardDevice'],
  macvtap: ['macvtapMode', 'devices'],
  'sr-iov': ['physicalFunction'],
  vlan: ['vlan'],
  'port-groups': ['portGroups'],
  bandwidth: ['bandwidth'],
  'isolated-ports': ['isolatedPorts'],
}

/** Without what its kind can't have, as after a change of mind about the kind. */
export function fitToKind(definition: NetworkDefinition): NetworkDefinition {
  const fitted = emptyDefinition(definition.name, definition.kind)
  for (const part of partNames) {
    if (hasPart(definition.kind, part)) Object.assign(fitted, pick(definition, fields[part]))
  }
  return fitted
}

/** The parts in which two definitions differ. */
export function differingParts(a: NetworkDefinition, b: NetworkDefinition): NetworkPart[] {
  return partNames.filter(
    (part) =>
      (hasPart(a.kind, part) || hasPart(b.kind, part)) &&
      JSON.stringify(pick(a, fields[part])) !== JSON.stringify(pick(b, fields[part])),
  )
}

const partNames = Object.keys(fields) as Exclude<NetworkPart, 'other'>[]

function pick(definition: NetworkDefinition, names: Field[]): Partial<NetworkDefinition> {
  return Object.fromEntries(names.map((name) => [name, definition[name]]))
}
