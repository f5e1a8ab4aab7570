/**
 * Ports of the host that lead to a machine's NIC in user mode, as libvirt's `<portForward>` has them
 * (from libvirt 9.0 on, through passt).
 */
export interface PortForward {
  protocol: 'tcp' | 'udp'
  /** The host's address that is listened on; null: all of them, of both families. */
  address: string | null
  /** The host's interface that it is reached by; null: any. */
  device: string | null
  /** In the order in which they stand; none: every port that is free on the host. */
  ranges: PortRange[]
  /** Ports that are not forwarded, of those that would be. */
  except: PortSpan[]
}

/** Ports from 1 to 65535, both ends included. */
export interface PortSpan {
  first: number
  last: number
}

export interface PortRange extends PortSpan {
  /** The guest's port that `first` leads to; those after it follow. */
  to: number
}

/** A port of the host that a forward can't have. */
export interface TakenPort extends PortSpan {
  protocol: PortForward['protocol']
  /** Null: on every address. */
  address: string | null
  /** Its name; null where only an administrator could tell. */
  program: string | null
  /** Whose forward it is, running or stored; null: no machine's. */
  machine: string | null
}

/**
 * libvirt does not know passt; passt is not installed; or it is on another host, whose libvirt does
 * not say (before 10.6).
 */
export type NoForwards = 'libvirt-old' | 'passt-missing' | 'unknown'

/** What user mode can do on a host, for one machine or a new one. */
export interface UserMode {
  /** What such a NIC goes out through. */
  backend: 'passt' | 'slirp'
  /** Why nothing can be forwarded; null: it can. */
  noForwards: NoForwards | null
  /** The first port that may be listened on by whoever runs it; 0 where that is not known. */
  lowestPort: number
  taken: TakenPort[]
  /** How many files passt may have open, a socket for each port; null where that is not known. */
  openFiles: number | null
  /** Bridges of the host that qemu-bridge-helper lets an ordinary user's machines onto; null: no session. */
  bridges: string[] | null
}
