import type { Message } from '../message.ts'
import type { BondOptions } from '../schemas/bond-intents.ts'
import type { BridgeOptions, VlanRange } from './bridge-settings.ts'

export type HostInterfaceKind =
  | 'ethernet'
  | 'wifi'
  | 'bridge'
  | 'bond'
  | 'vlan'
  | 'tun'
  | 'veth'
  | 'macvlan'
  | 'vpn'
  | 'mobile'
  | 'loopback'
  | 'other'

/** A network interface of the host as NetworkManager sees it. */
export interface HostInterface {
  name: string
  kind: HostInterfaceKind
  mac: string | null
  mtu: number
  carrier: boolean
  /** What its link has been negotiated to, in Mbit/s; absent while there is none, or none is told. */
  speed?: number
  /** The kernel's driver. */
  driver?: string
  /** NetworkManager's device state, by name. */
  state: 'unmanaged' | 'unavailable' | 'disconnected' | 'activating' | 'activated' | 'failed'
  /** The profile that is active on it, if any. */
  profile: { uuid: string; name: string } | null
  ipv4: IpState
  ipv6: IpState
  /** The bridge that this interface is a port of. */
  controller: string | null
  /** For a bridge's port by a profile: its VLANs besides the native one. */
  portVlans?: VlanRange[]
  /** For a bridge: the interfaces that are its ports. */
  ports: string[]
  /** For an interface that could become a bridge's port: null when it can, else why it can't. */
  notBridgeable: Message | null
  /** For a bridge made by Puente: the NIC whose profile returns when it is removed, if it has one. */
  madeByPuente: { nic: string | null } | null
  /** It has its connection by a profile of ours, in the place of its own. */
  ownProfile?: boolean
  /** For a bridge. */
  bridge?: BridgeFacts
  /** For a bond that NetworkManager has a profile of, and that is no bridge’s port. */
  bond?: BondFacts
  /** For a VLAN: its number, and the NIC that it comes over; null for one that is elsewhere. */
  vlan?: { id: number; nic: string | null }
}

export interface BridgeFacts {
  /** `networkmanager`: by a profile that somebody else made; `other`: by another program. */
  owner: 'puente' | 'networkmanager' | 'other'
  options: BridgeOptions
  /** The ports that Puente put under it, which it can take away again. */
  ownPorts: string[]
  /** The present name of the NIC that it was made for, where that is another one. */
  nicNow?: string
  /** Made by Puente, and not up: NetworkManager has its profile, the kernel no bridge. */
  isDown?: boolean
}

export interface BondFacts {
  options: BondOptions
  /** The ports that Puente put into it. */
  ownPorts: string[]
}

/** One family's configuration of an interface. */
export interface IpState {
  /** `dhcp`, `static`, `auto` (router advertisements), `none`. */
  method: 'dhcp' | 'static' | 'auto' | 'none'
  addresses: { address: string; prefix: number }[]
  gateway: string | null
  routes: { destination: string; prefix: number; nextHop: string | null; metric: number }[]
  dns: string[]
}

/** What each kind leads out by, by radio to an access point; asked by the compiler of a new one. */
const ways: Record<HostInterfaceKind, 'cable' | 'radio' | 'modem' | null> = {
  ethernet: 'cable',
  veth: 'cable',
  bond: 'cable',
  vlan: 'cable',
  wifi: 'radio',
  mobile: 'modem',
  bridge: null,
  tun: null,
  macvlan: null,
  vpn: null,
  loopback: null,
  other: null,
}

/** Is it a NIC: a card, or what stands for one, that a person would put under a bridge? */
export function isNic({ kind }: HostInterface): boolean {
  return ways[kind] !== null
}

/** A NIC with a cable: what is sent into it may come back by another one, in a loop. */
export function hasCable({ kind }: HostInterface): boolean {
  return ways[kind] === 'cable'
}

export function isRadio({ kind }: HostInterface): boolean {
  return ways[kind] === 'radio'
}
