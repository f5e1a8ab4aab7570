/**
 * A lab: a whole wiring as one file has it. Of the machines their NICs, by the machines' names, and how
 * large one is that is made: what a machine is besides stays this host's.
 */
import type { Message } from '../../message.ts'
import type { ForwardEngine, ForwardWish } from '../forward.ts'
import type { LinkConditions } from '../link-conditions.ts'
import type { NetworkDefinition } from '../network-definition.ts'
import type { NicRules } from '../nic-rules.ts'
import type { NicSettings } from '../nic-settings.ts'

/** The form of the file, which it says in its first line. */
export const LAB_VERSION = 1

/** In characters. A class of thirty is one lab and its number of copies, not thirty texts. */
export const LARGEST_LAB = 256 * 1024
export const MOST_COPIES = 99

export interface Lab {
  /** What networks without a UUID are told apart by from those of another lab. */
  name: string
  note: string | null
  /** Of the host, that networks and NICs of it lead to. They are needed, and not made. */
  bridges: LabBridge[]
  networks: LabNetwork[]
  machines: LabMachine[]
}

export interface LabBridge {
  name: string
  /** The NIC that it was on where the lab was saved. */
  nic: string | null
}

export interface LabNetwork {
  /** By which it is known again, whatever it had to be called. Null: by its lab's and its own name. */
  uuid: string | null
  /** Whether it is started when it is made. */
  active: boolean
  autostart: boolean
  definition: NetworkDefinition
  /** All of it, where it has what a definition does not. */
  xml: string | null
}

export interface LabMachine {
  name: string
  /** What it has where the lab makes it; left out: as usual. */
  memoryMiB?: number
  vcpus?: number
  nics: LabNic[]
}

/** A NIC's place in the order of booting is its machine's affair. */
export type LabNicSettings = Omit<NicSettings, 'mac' | 'bootOrder'>

export interface LabNic {
  /** Null: made from the names of lab and machine, the same each time. */
  mac: string | null
  settings: LabNicSettings
  /** All of it, where it has what its settings do not. */
  xml: string | null
  /** What it may reach, in words; null: everything, or what a filter of somebody's says. */
  rules: NicRules | null
  /** What its cable does to packets at each start of its machine. */
  badLink: LinkConditions | null
  /** Ports of the host that lead to it. */
  hostPorts: LabForward[]
}

export interface LabForward extends ForwardWish {
  /** The guest's address; null: the one that its network reserves for it. */
  to: string | null
  engine: ForwardEngine | 'auto'
  enabled: boolean
}

/** What becomes of each thing of a lab on this host. */
export type LabFate = 'made' | 'changed' | 'stays' | 'missing'

export interface LabRow {
  what: 'bridge' | 'network' | 'nic' | 'machine' | 'forward'
  /** As it will be called here; of a NIC its machine. */
  name: string
  /** Of a NIC, as it will be here. */
  mac?: string
  /** Of a forward, with its protocol. */
  port?: string
  fate: LabFate
  /** What becomes different, and how what clashed is renumbered. */
  notes: Message[]
}

/** What is taken of this host into a lab: all of it, or these networks and the NICs on them. */
export interface LabSelection {
  /** Names; null: everything. */
  networks: string[] | null
  as?: LabForm | undefined
}

/**
 * As what a lab is written: its own file, a script of virsh’s lines, Terraform’s configuration; of the host’s
 * side, its bridges, nmstate’s YAML.
 */
export const labForms = ['lab', 'script', 'terraform', 'nmstate'] as const
export type LabForm = (typeof labForms)[number]

/** Labs that come along, each proven by applying it. */
export const labTemplates = [
  'nat-playground',
  'dmz-router',
  'two-lans-router',
  'netboot-cluster',
  'classroom',
] as const
export type LabTemplate = (typeof labTemplates)[number]
