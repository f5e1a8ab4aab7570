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
}

/** Has it a running guest (paused counts: its devices are plugged in)? */
export function isActive(machine: Pick<Machine, 'state'>): boolean {
  return machine.state !== 'shut-off' && machine.state !== 'crashed' && machine.state !== 'unknown'
}

/** One network card of a machine. */
export interface MachineNic {
  /** libvirt's name of the running device, the only sure way to tell twins apart. */
  alias: string | null
  mac: string
  model: string | null
  source: NicSource
  /** The host's end of its cable (vnet3, macvtap0); null while it is not plugged in. */
  tap: string | null
  linkUp: boolean
  addresses: NicAddress[]
  /** Where it exists: in the running machine, in the stored definition, or in both. */
  plugged: boolean
  stored: boolean
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
  /** Who says so: libvirt's DHCP server, or the host's neighbour table. */
  from: 'lease' | 'arp'
}
