import type { NetworkDefinition } from './network-definition.ts'
import type { NetworkKind } from './network-kind.ts'
import type { NetworkPart } from '../rules/networks/kinds.ts'

/** A libvirt network, ready to show. */
export interface Network {
  uuid: string
  name: string
  kind: NetworkKind
  active: boolean
  persistent: boolean
  autostart: boolean
  /** The bridge device on the host: libvirt's own (virbr0) or a host bridge (br0). */
  bridge: string | null
  /** Host interfaces it forwards to: macvtap's device, or NAT's chosen one. */
  forwardDevices: string[]
  subnets: Subnet[]
  domainName: string | null
  mac: string | null
  leases: Lease[]
  /** Made by Puente together with a host bridge, so removed with it. */
  madeByPuente: boolean
  /** The parts in which what is stored differs from what runs: they wait for a restart. */
  pending: NetworkPart[]
  /** Where something is pending: what is stored, and true from the next restart. */
  next?: NetworkFacts
  /** Its definition could not be read: what stands here beside name and state is empty. */
  unreadable?: true
}

/** What is shown of a network's definition, as it runs or as it is stored. */
export type NetworkFacts = Pick<
  Network,
  'kind' | 'bridge' | 'forwardDevices' | 'subnets' | 'domainName' | 'mac'
>

export interface Subnet {
  family: 'ipv4' | 'ipv6'
  /** The host's own address on the network. */
  address: string
  prefix: number
  dhcpRanges: { start: string; end: string }[]
  reservations: { mac: string | null; name: string | null; address: string }[]
}

/** An address handed out by libvirt's dnsmasq. */
export interface Lease {
  mac: string
  address: string
  prefix: number
  hostname: string | null
  /** Seconds since 1970; 0 means that it never expires. */
  expiresAt: number
  /** What the client is known by in IPv6. */
  duid?: string
}

/** A network in full, to be edited: what runs, and what is stored; null where there is none. */
export interface NetworkDetails {
  running: DefinedNetwork | null
  stored: DefinedNetwork | null
}

export interface DefinedNetwork {
  xml: string
  definition: NetworkDefinition
}
