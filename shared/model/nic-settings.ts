import type { PortForward } from './port-forward.ts'

/** What of a network card a person may choose. */
export interface NicSettings {
  source: NicWire
  model: string | null
  mac: string
  linkUp: boolean
  /** 1 is tried first; null: not started from. */
  bootOrder: number | null
  mtu: number | null
  bandwidth: Bandwidth
  /** Null: untagged. */
  vlan: Vlan | null
  /** May it not talk to the other isolated ports of its bridge? */
  isolated: boolean
  trustGuestRxFilters: boolean
  filter: NicFilter | null
  /** Queues of a virtio card; null: one. */
  queues: number | null
  /** Of user mode alone. */
  forwards: PortForward[]
}

/** A card that an emulator has, and its own words about it. */
export interface NicModel {
  name: string
  description: string | null
}

/** Where its cable leads. */
export type NicWire =
  | { type: 'network'; network: string; portGroup: string | null }
  | { type: 'bridge'; bridge: string }
  | { type: 'direct'; device: string; mode: DirectMode }
  /** The emulator's own way out, behind the user's own connections: passt or slirp. */
  | { type: 'user' }
  /** A kind that only its XML can change. */
  | { type: 'other'; description: string }

export function toNetwork(network: string): Extract<NicWire, { type: 'network' }> {
  return { type: 'network', network, portGroup: null }
}

/** What a person can choose of them. */
export type ChosenWire = Exclude<NicWire, { type: 'other' }>

export const directModes = ['bridge', 'vepa', 'private', 'passthrough'] as const
export type DirectMode = (typeof directModes)[number]

/** Each way by itself, as the guest sees it: `inbound` is what it receives. */
export interface Bandwidth {
  inbound: Rate | null
  outbound: Rate | null
}

/** KiB a second; `burst` is KiB at once. */
export interface Rate {
  average: number
  peak: number | null
  burst: number | null
}

export interface Vlan {
  trunk: boolean
  tags: VlanTag[]
}

export interface VlanTag {
  id: number
  native: 'tagged' | 'untagged' | null
}

/** A filter of libvirt's (`virsh nwfilter-list`), and what is filled into it. */
export interface NicFilter {
  name: string
  parameters: { name: string; value: string }[]
}

export type NicPart = keyof NicSettings
export type NicChanges = Partial<NicSettings>

/** In the order in which they are shown. Of a setting that is left out the compiler tells. */
const shown: Record<NicPart, true> = {
  source: true,
  model: true,
  mac: true,
  linkUp: true,
  bootOrder: true,
  mtu: true,
  bandwidth: true,
  vlan: true,
  isolated: true,
  trustGuestRxFilters: true,
  filter: true,
  queues: true,
  forwards: true,
}

export const nicParts = Object.keys(shown) as NicPart[]
