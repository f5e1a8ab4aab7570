/** A part of the LAN's own subnet that a routed network has, and for which this host answers there. */
export interface LanSlice {
  /** The network's own bridge. */
  bridge: string
  /** By which the LAN is reached. */
  nic: string
  /** `192.168.1.224/28` */
  slice: string
  /** `192.168.1.0/24` */
  lan: string
}

/** Whose an address of the LAN is, as far as this host knows. */
export interface TakenAddress {
  address: string
  by: 'host' | 'gateway' | 'name-server' | 'neighbour'
}

/** What a part of the LAN is chosen by. */
export interface LanFacts {
  nic: string
  /** The LAN's subnet; null where the NIC has no IPv4 address of one. */
  lan: string | null
  taken: TakenAddress[]
  /** Other subnets of this host, by their networks. */
  networks: { name: string; subnet: string }[]
  /** Why it can't be had here; null: it can. */
  hindrance: NoSlice | null
}

/** Another computer's LAN; an ordinary user's libvirt; the package is not installed; no LAN by this NIC. */
export type NoSlice = 'elsewhere' | 'session' | 'no-helper' | 'no-lan'
