import type { HostInterface } from '../../../shared/model/host.ts'
import type { LinkConditions } from '../../../shared/model/link-conditions.ts'
import type { Machine } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'

/** A thing in the picture. Its id stays the same as long as the thing exists. */
export type PictureNode =
  | { id: string; kind: 'internet' }
  | { id: string; kind: 'lan'; subnet: string | null; gateway: string | null }
  | HostNode
  | { id: string; kind: 'network'; network: Network }
  | { id: string; kind: 'machine'; machine: Machine; nics: PictureNic[] }
  | GroupNode

/** What a group's machines have in common: all their networks, the first of them, or nothing. */
export type Likeness = 'same' | 'first' | 'mixed'

export interface GroupNode {
  id: string
  kind: 'group'
  key: string
  likeness: Likeness
  machines: MachineNode[]
  open: boolean
}

export interface HostNode {
  id: string
  kind: 'nic' | 'bridge'
  item: HostInterface
}

export type NodeKind = PictureNode['kind']
export type NodeOf<Kind extends NodeKind> = Extract<PictureNode, { kind: Kind }>
export type MachineNode = NodeOf<'machine'>

/**
 * How a cable is: `up`, `down` (no carrier, link down), `stored` (it will be there when both ends
 * run), or `loose`: a running machine's tap that is in no bridge, so that nothing gets through.
 */
export type CableState = 'up' | 'down' | 'stored' | 'loose'

/** What is done to the packets on it: none, address translation, or routing. */
export type CableWay = 'direct' | 'nat' | 'routed'

/** A NIC of a machine, and where its cable is plugged in. */
export interface PictureNic {
  /** Stable while the machine runs and stops: which of its NICs. */
  key: string
  at: number
  state: CableState
  /** The node that its cable leads to; null where that is not in the picture. */
  to: string | null
}

export interface Cable {
  id: string
  /** The end nearer to the internet. */
  from: string
  to: string
  state: CableState
  way: CableWay
  /** Made bad on purpose: each of its NICs' conditions. */
  bad: LinkConditions[]
  /** For a single NIC's own cable: which. */
  nic: { machine: string; key: string } | null
  /** The VLANs that its frames have tags of; absent: none. */
  vlans?: CableVlans
  /** Whose counters tell what goes through it. */
  carries: Carried
}

export interface CableVlans {
  /** Where it is one alone, which has a colour of its own; null: a trunk. */
  id: number | null
  /** All of them, as a person writes them. */
  text: string
}

export interface Carried {
  taps: string[]
  interface: string | null
}

export interface Picture {
  nodes: PictureNode[]
  cables: Cable[]
}

/** What of the groups must outlive a change of what is there. */
export interface GroupMemory {
  /** Groups that are there already: they stay while they have two machines. */
  grouped: ReadonlySet<string>
  /** What a person has opened or closed. */
  open: ReadonlyMap<string, boolean>
}
