import type { ErrorData } from '../errors.ts'
import type { Message } from '../message.ts'
import type { Finding } from './finding.ts'
import type { Forward } from './forward.ts'
import type { HostInterface } from './host.ts'
import type { LanSlice } from './lan-slice.ts'
import type { Machine } from './machine.ts'
import type { Network } from './network.ts'
import type { Change, OthersChange } from './plan.ts'

/** Everything the window shows, at one revision. */
export interface Inventory {
  revision: number
  services: Services
  networks: Network[]
  machines: Machine[]
  interfaces: HostInterface[]
  /** Ports of this computer that lead to machines on its networks. */
  forwards: Forward[]
  /** Parts of LANs that networks have, by their bridges. */
  slices: LanSlice[]
  /** The change to the host under way or just ended, if any. */
  change: Change | null
  /** What others do to the host meanwhile, or have left half done. */
  others: OthersChange[]
  notices: Notice[]
  /** What the doctor sees in passing, without being asked. */
  findings: Finding[]
}

export interface Services {
  libvirt: ServiceState
  networkManager: ServiceState
}

export type ServiceState =
  | { status: 'connecting' }
  | { status: 'connected'; version: string; readOnly: boolean }
  | { status: 'unavailable'; error: ErrorData; retryAt: number | null }
  /** It is another host's: the app changes the network only of the one it runs on. */
  | { status: 'elsewhere' }

/** Something the person must be told, kept until dismissed. */
export interface Notice {
  id: string
  level: 'info' | 'warning' | 'error'
  text: Message
  /** ms since 1970 */
  at: number
}

/** What changed between one revision and the next: whole objects by their key, nothing else. */
export interface InventoryPatch {
  revision: number
  services?: Services
  networks?: CollectionPatch<Network>
  machines?: CollectionPatch<Machine>
  interfaces?: CollectionPatch<HostInterface>
  forwards?: CollectionPatch<Forward>
  slices?: CollectionPatch<LanSlice>
  change?: Change | null
  others?: CollectionPatch<OthersChange>
  notices?: Notice[]
  findings?: CollectionPatch<Finding>
}

export interface CollectionPatch<T> {
  upsert: T[]
  /** Keys: uuid of networks and machines, name of interfaces, id of findings, forwards and others’ changes. */
  remove: string[]
}
