/** What the checks see: the scope, and what was gathered for it once. */
import type { Evidence as Quote, Unseen } from '../../../shared/model/finding.ts'
import type { Family } from '../../../shared/rules/ip.ts'
import { commandLine } from '../../../shared/rules/shell.ts'
import type { Services } from '../../../shared/model/inventory.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { OccupiedSubnet } from '../../../shared/rules/networks/subnets.ts'
import type { Ruleset } from '../../host/packet-filter/index.ts'
import type { Scope, World } from './scope.ts'

export interface View extends Scope, Kernel, Gathered {
  world: World
  services: Services
  /** Each network's definition as it runs, by UUID. */
  definitions: ReadonlyMap<string, NetworkDefinition>
  /** By network, what else has addresses of its subnets. */
  occupied: ReadonlyMap<string, OccupiedSubnet[]>
  unseen: Unseen[]
}

/** Cheap enough to be read whenever something changes. */
export interface Kernel {
  /** Null when it could not be read. */
  links: Link[] | null
  /** Files of the app's own that were not followed, by their paths. */
  setAside: string[]
}

/** Read when somebody asks. */
export interface Gathered {
  listeners: Listener[] | null
  /** Of TCP, with the names of those programs that are the person's own. */
  tcpListeners: Listener[] | null
  /** By a forward's id: what its port in the guest says to one who comes. TCP's alone can be told. */
  answers: ReadonlyMap<string, 'yes' | 'refused' | 'silent'>
  neighbours: Line<{ address: string; mac: string | null; device: string }>[]
  sysctl: (name: string) => number | null
  /** By tap, what tc says of a link that is bad on purpose. */
  netem: ReadonlyMap<string, Quote[]>
  /** MACs that a port has heard, by port. */
  heard: Line<{ mac: string; device: string }>[]
  /** By port; null where nobody could be asked. */
  portVlans: ReadonlyMap<string, PortVlan[]> | null
  /** By the name of a VLAN's interface, what it has heard and sent since it is there. */
  vlanPackets: ReadonlyMap<string, { heard: number; sent: number }>
  /** How packets of a network's guests leave, and how answers would come back. */
  ways: Way[]
  /** By a network's UUID and a family, the interface that its guests' packets leave by. */
  uplinks: ReadonlyMap<string, string>
  /** Addresses that the host answers for by proxy ARP. */
  proxies: Line<{ address: string; device: string }>[]
  /** Does systemd-resolved run? Null where nobody could be asked. */
  resolver: boolean | null
  /** Whether a name server answers, by address. */
  dns: ReadonlyMap<string, boolean>
  /** Null when only an administrator may read them. */
  rules: Ruleset | null
  ufw: { enabled: boolean; forward: string; quote: Quote } | null
  /** The zone of each bridge; null where firewalld does not run. */
  zones: ReadonlyMap<string, Zone> | null
  /** Is there the program that puts rules of Docker's chain for others in again after a boot? */
  keepsForDocker: boolean
  /** The service whose restart has libvirt write its rules anew; null without systemd. */
  networkDaemon: string | null
  denials: string[] | null
  /** Rights that polkit refuses without even asking. */
  refusedRights: string[]
}

export interface Zone {
  zone: string
  quote: Quote
}

export interface Link {
  name: string
  up: boolean
  carrier: boolean
  mtu: number
  master: string | null
  mac: string | null
  /** STP's state of a port. */
  port: string | null
  /** A bridge's; null for anything else. */
  stp: boolean | null
  kind: string | null
  /** Of a bridge: does it filter VLANs? */
  filters?: boolean
  /** Of a VLAN: its number, and the interface that it comes over. */
  vlan?: { id: number; over: string }
  line: string
}

/** VLANs that a bridge's port, or its own end, has; numbers from one to another. */
export interface PortVlan {
  from: number
  to: number
  /** Do frames without a tag belong to it, and do its frames leave without one? */
  pvid: boolean
  untagged: boolean
}

export interface Listener {
  address: string
  device: string | null
  port: number
  line: string
}

export type Line<T> = T & { line: string }

export interface Way {
  network: string
  from: string
  /** The interface that the packets leave through. */
  out: string
  /** The interface that the kernel would answer the same partner through. */
  back: string
  quotes: Quote[]
}

/** A view of nothing, to be filled in. */
export const nothingGathered: Gathered = {
  listeners: null,
  tcpListeners: null,
  answers: new Map(),
  neighbours: [],
  sysctl: () => null,
  netem: new Map(),
  heard: [],
  portVlans: null,
  vlanPackets: new Map(),
  ways: [],
  uplinks: new Map(),
  proxies: [],
  resolver: null,
  dns: new Map(),
  rules: null,
  ufw: null,
  zones: null,
  keepsForDocker: false,
  networkDaemon: null,
  denials: null,
  refusedRights: [],
}

export function linkOf({ links }: Kernel, name: string | null): Link | undefined {
  return name === null ? undefined : links?.find((link) => link.name === name)
}

export function quoteLinks(links: Link[]): Quote {
  return { command: 'ip -o -d link', output: links.map(({ line }) => line).join('\n') }
}

export function quoteVlans(port: string, vlans: PortVlan[]): Quote {
  const lines = vlans.map(({ from, to, pvid, untagged }) =>
    [
      ...[port, from === to ? from : `${from}-${to}`],
      ...[...(pvid ? ['PVID'] : []), ...(untagged ? ['Egress Untagged'] : [])],
    ].join(' '),
  )
  return {
    command: commandLine(['bridge', 'vlan', 'show', 'dev', port]),
    output: lines.length > 0 ? lines.join('\n') : `${port} None`,
  }
}

/**
 * A setting of one interface, as sysctl(8) names it: the dot of a VLAN's name is a slash there.
 * @param family the kernel's `ipv4` or `ipv6`
 */
export function interfaceSetting(family: Family, device: string, key: string): string {
  return `net.${family}.conf.${device.replaceAll('.', '/')}.${key}`
}

export function quoteSysctl(name: string, value: number | null): Quote {
  return { command: commandLine(['sysctl', name]), output: `${name} = ${value ?? '?'}` }
}
