/** Plain records that the native side fills. */

/** A DHCP lease that a network's DHCP server gave (C: `virNetworkDHCPLease`). */
export interface DhcpLease {
  /** The network's interface on the host, such as `virbr0`. */
  interface: string
  /** When it expires, in seconds since 1970. */
  expiryTime: number
  type: 'ipv4' | 'ipv6'
  mac: string | null
  /** IPv6 only. */
  iaid: string | null
  ipAddress: string
  /** The number of bits of the network's part of the address. */
  prefix: number
  hostname: string | null
  /** IPv4: the client's id, IPv6: its DUID. */
  clientId: string | null
}

/** The addresses of one of a domain's NICs (C: `virDomainInterface`). */
export interface DomainInterface {
  /** On the host with `lease` and `arp` (`vnet0`), in the guest with `agent` (`eth0`). */
  name: string
  mac: string | null
  addresses: { type: 'ipv4' | 'ipv6'; address: string; prefix: number }[]
}

/** Totals since the domain started; null where it is not counted. */
export interface InterfaceStats {
  rxBytes: number | null
  rxPackets: number | null
  rxErrors: number | null
  rxDrops: number | null
  txBytes: number | null
  txPackets: number | null
  txErrors: number | null
  txDrops: number | null
}

/** What a pool holds (C: `virStoragePoolInfo`), in bytes. */
export interface StoragePoolRecord {
  /** One of `VIR_STORAGE_POOL_…`. */
  state: number
  capacity: number
  allocation: number
  available: number
}

/** How large a volume is (C: `virStorageVolInfo`), in bytes. */
export interface StorageVolumeRecord {
  /** One of `VIR_STORAGE_VOL_…`. */
  type: number
  /** As its machine sees it. */
  capacity: number
  /** What it takes of its pool. */
  allocation: number
}
