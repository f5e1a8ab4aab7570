/** By which names a machine is reached, and from where. */
import type { KeyIn } from '../locales.ts'
import type { NicRef } from './machine.ts'

export interface MachineNames {
  /** The host's own name: from the LAN, its ports are all that leads to some machines. */
  hostName: string
  nics: NicNames[]
}

/** Each NIC has its own: what one network calls the machine, another may not. */
export interface NicNames {
  nic: NicRef
  /** libvirt's network that it is on. */
  network: string | null
  host: NameFrom
  /** Other machines on the same network. */
  neighbours: NameFrom
  lan: NameFrom
  way: NameWay
  /** Ports by which a browser of the host's gets an answer. */
  web: WebPort[]
}

export type NoName = KeyIn<'names.none'>
export type NameFrom = { name: string } | { name: null; why: NoName }

export type NameHindrance = KeyIn<'names.hindrance'>

/**
 * How the host comes to know the machine by a name. `resolver`: libvirt tells systemd-resolved of the
 * network's domain; `module`: libvirt's NSS module, by the machine's own name.
 */
export type NameWay =
  | { how: 'resolver'; on: boolean; domain: string }
  | { how: 'module'; on: boolean }
  | { how: null; on: false; hindrance: NameHindrance }

export interface WebPort {
  port: number
  scheme: 'http' | 'https'
}

/** What of this host decides by what it looks names up. */
export interface NameStanding {
  /** systemd-resolved runs, and is what programs ask. */
  resolver: boolean
  /** libvirt's NSS module for the names of machines, `libvirt_guest`. */
  module: 'missing' | 'installed' | 'used'
  /** Why the module can't be switched on or off here; null: it can. */
  noChange: Extract<NameHindrance, 'far' | 'linked' | 'no-helper'> | null
}
