/** Ports of this computer that lead to a machine on one of its networks. */
import type { PortForward, TakenPort } from './port-forward.ts'

/**
 * What carries a forward. `relay`: a socket of the person's own systemd, whose proxy connects to the
 * guest. `nat`: the kernel, by rules that take an administrator. (passt's stand in a NIC's definition.)
 */
export const forwardEngines = ['relay', 'nat'] as const
export type ForwardEngine = (typeof forwardEngines)[number]

export interface Forward extends ForwardWish {
  /** 8 hexadecimal digits. */
  id: string
  engine: ForwardEngine
  on: boolean
  machine: string
  /** The NIC's. */
  mac: string
  /** The bridge of the machine's network, by which the kernel knows the way. */
  bridge: string
  /** The guest's address. */
  to: string
  /** Whom the guest sees: the one who comes, or this computer. */
  source: 'kept' | 'host'
}

/** What a person says of one. */
export interface ForwardWish {
  protocol: PortForward['protocol']
  /** This computer's address that is listened on; null: all of them. */
  address: string | null
  /** From 1 to 65535, as is the guest's. */
  port: number
  toPort: number
}

/** Why a forward can't be carried that way; null: it can. */
export type NoRelay = 'elsewhere' | 'session' | 'no-user-systemd' | 'no-proxy'
export type NoNat = 'elsewhere' | 'session' | 'no-helper' | 'no-nft'

/** What is in the way of forwards on this computer. */
export interface ForwardStanding {
  relay: NoRelay | null
  nat: NoNat | null
  /** A firewall that is on and lets in only what it was told to. */
  firewall: 'ufw' | 'firewalld' | null
  /** Does the kernel forward packets, by family? */
  forwarding: { ipv4: boolean; ipv6: boolean }
  /** The first port that may be listened on without an administrator. */
  lowestPort: number
  taken: TakenPort[]
}
