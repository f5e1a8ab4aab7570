import type { NicConditions } from './link-conditions.ts'
import type { NicPart, NicSettings, Vlan } from './nic-settings.ts'
import type { PortForward, UserMode } from './port-forward.ts'

export type MachineState =
  'running' | 'idle' | 'paused' | 'shutting-down' | 'shut-off' | 'crashed' | 'suspended' | 'unknown'

/** A libvirt domain, ready to show. */
export interface Machine {
  uuid: string
  name: string
  state: MachineState
  persistent: boolean
  autostart: boolean
  memoryMiB: number
  vcpus: number
  nics: MachineNic[]
  /** What somebody has written about it: libvirt's description. */
  note?: string
  /** An agent runs in the guest, and answers. */
  agent?: true
  /** libvirt keeps its memory: its next start goes on from there, as it was then. */
  saved?: SavedState
  /** Its definition could not be read: what stands here beside name and state is empty. */
  unreadable?: true
  /** Its definition is still to be read: until then, too. */
  reading?: true
}

/** In characters. */
export const LONGEST_NOTE = 2_000

/** What a machine goes on as that was saved, whatever has been stored since. */
export interface SavedState {
  /** The networks that its NICs were on, and need to be there. */
  networks: string[]
}

/** Has it a running guest (paused counts: its devices are plugged in)? */
export function isActive(machine: Pick<Machine, 'state'>): boolean {
  return machine.state !== 'shut-off' && machine.state !== 'crashed' && machine.state !== 'unknown'
}

/** One network card of a machine. */
export interface MachineNic extends NicRef {
  model: string | null
  source: NicSource
  /** The host's end of its cable (vnet3, macvtap0); null while it is not plugged in. */
  tap: string | null
  /** The bridge that its tap is in, as the kernel says; null: in none. Absent where that can't be told. */
  bridge?: string | null
  linkUp: boolean
  addresses: NicAddress[]
  /** Where it exists: in the running machine, in the stored definition, or in both. */
  plugged: boolean
  stored: boolean
  /** The parts in which what is stored differs from what runs: they wait for the next start. */
  pending: NicPart[]
  /** What it goes out through, in user mode. */
  backend?: UserMode['backend']
  /** Ports of the host that lead to it; absent: none. */
  forwards?: PortForward[]
  /** Names of its packet filters, as it runs and as it is stored; absent: none. */
  filters?: string[]
  /** What its cable does to packets on purpose; absent: nothing, neither now nor from the next start on. */
  conditions?: NicConditions
  /** Its VLAN tags, of its network where it runs and has none of its own; absent: none. */
  vlan?: Vlan
  /** The network whose device it may be: libvirt does not say of a running one. */
  pool?: string
  /** The guest was asked to let go of it and has not answered yet. */
  leaving: boolean
  /** The MAC that its guest has given it, where that is another one. */
  guestMac?: string
}

/** Those that its packets may have: what was heard of long ago had the given one. */
export function macsOf({ mac, guestMac }: Pick<MachineNic, 'mac' | 'guestMac'>): string[] {
  return guestMac ? [guestMac, mac] : [mac]
}

/** Which of a machine's NICs: two of them may have the same MAC. */
export interface NicRef {
  /** libvirt's name of the running device, the only sure way to tell twins apart. */
  alias: string | null
  mac: string
  /** Its place on the machine's bus, by which stored twins are told apart. */
  slot: string | null
}

export function isNicOf(nic: NicRef, { alias, mac, slot }: NicRef): boolean {
  return nic.mac === mac.toLowerCase() && nic.alias === alias && nic.slot === slot
}

export type NicSource =
  | { type: 'network'; network: string; bridge: string | null }
  | { type: 'bridge'; bridge: string }
  | { type: 'direct'; device: string; mode: string }
  | { type: 'other'; description: string }

export interface NicAddress {
  address: string
  /** Null where only the address itself is known. */
  prefix: number | null
  /** Who says so: libvirt's DHCP server, the guest itself, or the host's neighbour table. */
  from: 'lease' | 'agent' | 'arp'
}

/** A machine's, or a NIC's, own XML. */
export interface MachineXml {
  running: string | null
  stored: string | null
}

/** A NIC in full, to be changed: what runs, and what is stored; null where there is none. */
export interface NicDetails {
  running: NicSettings | null
  stored: NicSettings | null
  xml: MachineXml
}
