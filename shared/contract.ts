import { z } from 'zod'
import type { Change, Plan } from './model/plan.ts'
import type { Inventory, InventoryPatch } from './model/inventory.ts'
import type { NetworkDetails } from './model/network.ts'
import { networkDefinition } from './model/network-definition.ts'
import { macPattern } from './rules/mac.ts'
import type { OccupiedSubnet } from './rules/subnets.ts'
import { machineMethods } from './contract-machines.ts'
import type { MachineMethods } from './contract-machines.ts'

export type {
  AddNicIntent,
  AttachMachinesIntent,
  ChangeNicIntent,
  CloneNicsIntent,
  MoveMachinesIntent,
  NewMachineIntent,
  NicRefIntent,
  RemoveNicIntent,
  SettleNicIntent,
  When,
} from './contract-machines.ts'

/**
 * What the window may ask for, and nothing else.
 *
 * One interface is the contract: the preload, the shell's forwarding and the backend's dispatch
 * are all derived from `methods` and `events`. The window sends typed intents, never XML or
 * command lines; each argument is checked against its schema in the backend.
 */
export interface PuenteMethods extends MachineMethods {
  /** Everything there is now; later revisions come through `onInventory`. */
  getInventory(): Promise<Inventory>

  /** Put a bridge under the host's own connection on `nic`, and a libvirt network on it. */
  planCreateBridge(intent: CreateBridgeIntent): Promise<Plan>
  /** Take a bridge of ours away and give its NIC the original profile back. */
  planRemoveBridge(intent: RemoveBridgeIntent): Promise<Plan>

  /** A network's definition and its XML, as it runs and as it is stored. */
  getNetworkDetails(uuid: string): Promise<NetworkDetails>
  /** What no new subnet should overlap: networks, addresses and routes of this computer. */
  getOccupiedSubnets(): Promise<OccupiedSubnet[]>
  planCreateNetwork(intent: CreateNetworkIntent): Promise<Plan>
  /** A new network from somebody's XML. */
  planImportNetwork(intent: ImportNetworkIntent): Promise<Plan>
  /** Live where libvirt can; what it can't waits, stored, for the network's restart. */
  planEditNetwork(intent: EditNetworkIntent): Promise<Plan>
  planEditNetworkXml(intent: EditNetworkXmlIntent): Promise<Plan>
  /** Always give the machine with this MAC this address. */
  planReserveAddress(intent: ReserveAddressIntent): Promise<Plan>
  /** Stop it, start it as it is stored, and plug the machines' cables in again. */
  planRestartNetwork(intent: NetworkIntent): Promise<Plan>
  planDeleteNetwork(intent: NetworkIntent): Promise<Plan>

  /**
   * Carry a plan out. Resolves when it is done or, for a plan with `keepOrRevert`, when it
   * awaits the answer. Rejects with what happened and what became of the host.
   */
  applyPlan(planId: string): Promise<Change>
  keepChange(changeId: string): Promise<Change>
  revertChange(changeId: string): Promise<Change>

  startNetwork(uuid: string): Promise<void>
  /** Rejects with `network-in-use`, naming the machines, unless `force`. */
  stopNetwork(uuid: string, options: { force: boolean }): Promise<void>
  setNetworkAutostart(uuid: string, autostart: boolean): Promise<void>

  /**
   * Looks for the addresses of machines on a host bridge, whose DHCP server is somewhere on the
   * LAN, by asking each address of the bridge's own subnet once. What is found arrives as events.
   */
  findAddresses(bridge: string): Promise<void>

  /** Is anybody looking? Leases and neighbours have no events, so they are read only then. */
  setVisible(visible: boolean): Promise<void>
  dismissNotice(id: string): Promise<void>
  /** Try a lost service again at once. */
  reconnect(service: 'libvirt' | 'networkManager'): Promise<void>
}

/** What the window is told without asking. */
export interface PuenteEvents {
  /** One small patch a revision; a gap in revisions means: read the inventory again. */
  inventory: InventoryPatch
  /** The backend ended and a new one is starting (`false`), or is there again (`true`). */
  backend: { ready: boolean }
  /** What another program says while it carries out a plan for us, line by line. */
  progress: { plan: string; line: string }
}

const interfaceName = z.string().min(1).max(64)
const uuid = z.uuid()
const id = z.string().min(1).max(64)
const objectName = z.string().min(1).max(256)

const createBridge = z.strictObject({
  nic: interfaceName,
  name: interfaceName,
  /** The libvirt network to make on it; null for none. */
  network: objectName.nullable(),
})
const removeBridge = z.strictObject({ bridge: interfaceName })

/** Well below the largest call, and far above any network's XML. */
const xml = z.string().max(200_000)
const network = z.strictObject({ network: uuid })
/** Accept a subnet that is in use elsewhere on this computer. */
const despiteCollision = z.boolean()
/** Accept elements of foreign namespaces, whose options libvirt passes on to dnsmasq, run as root. */
const allowForeign = z.boolean()

const createNetwork = z.strictObject({
  definition: networkDefinition,
  autostart: z.boolean(),
  /** The network whose XML it starts from, so that a copy has what the form does not know. */
  copyOf: uuid.nullable(),
  despiteCollision,
})
const importNetwork = z.strictObject({
  xml,
  autostart: z.boolean(),
  allowForeign,
  despiteCollision,
})
const editNetwork = z.strictObject({
  network: uuid,
  definition: networkDefinition,
  despiteCollision,
})
const editNetworkXml = z.strictObject({ network: uuid, xml, allowForeign, despiteCollision })
const reserveAddress = z.strictObject({
  network: uuid,
  mac: z.string().regex(macPattern),
  address: z.string().max(64),
  name: z.string().max(256).nullable(),
})

export type CreateNetworkIntent = z.infer<typeof createNetwork>
export type ImportNetworkIntent = z.infer<typeof importNetwork>
export type EditNetworkIntent = z.infer<typeof editNetwork>
export type EditNetworkXmlIntent = z.infer<typeof editNetworkXml>
export type ReserveAddressIntent = z.infer<typeof reserveAddress>
export type NetworkIntent = z.infer<typeof network>
export type CreateBridgeIntent = z.infer<typeof createBridge>
export type RemoveBridgeIntent = z.infer<typeof removeBridge>

type ArgumentSchemas = {
  [Method in keyof PuenteMethods]: z.ZodType<Parameters<PuenteMethods[Method]>>
}

/** The schema of each method's arguments; its keys are the list of methods. */
export const methods = {
  getInventory: z.tuple([]),
  planCreateBridge: z.tuple([createBridge]),
  planRemoveBridge: z.tuple([removeBridge]),
  getNetworkDetails: z.tuple([uuid]),
  getOccupiedSubnets: z.tuple([]),
  planCreateNetwork: z.tuple([createNetwork]),
  planImportNetwork: z.tuple([importNetwork]),
  planEditNetwork: z.tuple([editNetwork]),
  planEditNetworkXml: z.tuple([editNetworkXml]),
  planReserveAddress: z.tuple([reserveAddress]),
  planRestartNetwork: z.tuple([network]),
  planDeleteNetwork: z.tuple([network]),
  applyPlan: z.tuple([id]),
  keepChange: z.tuple([id]),
  revertChange: z.tuple([id]),
  startNetwork: z.tuple([uuid]),
  stopNetwork: z.tuple([uuid, z.strictObject({ force: z.boolean() })]),
  setNetworkAutostart: z.tuple([uuid, z.boolean()]),
  ...machineMethods,
  findAddresses: z.tuple([interfaceName]),
  setVisible: z.tuple([z.boolean()]),
  dismissNotice: z.tuple([id]),
  reconnect: z.tuple([z.enum(['libvirt', 'networkManager'])]),
} satisfies ArgumentSchemas

export type MethodName = keyof PuenteMethods
export const methodNames = Object.keys(methods) as MethodName[]

export type EventName = keyof PuenteEvents
export const eventNames: EventName[] = ['inventory', 'backend', 'progress']

/** `window.puente`: the methods, and one `on` for the events. */
export interface PuenteApi extends PuenteMethods {
  /** Returns what ends the subscription. */
  on<E extends EventName>(event: E, listener: (payload: PuenteEvents[E]) => void): () => void
}
