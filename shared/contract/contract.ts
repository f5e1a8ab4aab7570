import { z } from 'zod'
import type { Change, Plan } from '../model/plan.ts'
import { bridgeAddresses, bridgeOptions } from '../schemas/bridge-settings.ts'
import type { HistoryEntry } from '../model/history.ts'
import type { HostSetup } from '../model/host-setup.ts'
import type { Inventory, InventoryPatch } from '../model/inventory.ts'
import type { NetworkDetails } from '../model/network.ts'
import type { TrafficSample } from '../model/traffic.ts'
import { networkDefinition } from '../schemas/network-definition.ts'
import { plainPattern } from '../rules/control-characters.ts'
import { macPattern } from '../rules/mac.ts'
import type { DeepLink } from '../rules/deep-link.ts'
import type { OccupiedSubnet } from '../rules/subnets.ts'
import { doctorMethods } from './doctor.ts'
import type { DiagnosisProgress, DoctorMethods } from './doctor.ts'
import type { ConnectionEvents } from './connections.ts'
import type { ShellMethods } from './shell.ts'
import { machineMethods } from './machines.ts'
import type { MachineMethods } from './machines.ts'

export type {
  AddNicIntent,
  AttachMachinesIntent,
  ChangeNicIntent,
  CloneNicsIntent,
  EditMachineXmlIntent,
  EditNicXmlIntent,
  MoveMachinesIntent,
  NewMachineIntent,
  NicRefIntent,
  RemoveNicIntent,
  SettleNicIntent,
  When,
} from './machines.ts'

/**
 * What the window may ask for, and nothing else.
 *
 * One interface is the contract: the preload, the shell's forwarding and the backend's dispatch
 * are all derived from `methods` and `events`. The window sends typed intents, never XML or
 * command lines; each argument is checked against its schema in the backend.
 */
export interface PuenteMethods extends MachineMethods, DoctorMethods {
  /** Everything there is now; later revisions come through `onInventory`. */
  getInventory(): Promise<Inventory>
  /** What else this computer has, or lacks, of what the app works with. */
  getHostSetup(): Promise<HostSetup>

  /** Put a bridge under the host's own connection on `nic`, and a libvirt network on it. */
  planCreateBridge(intent: CreateBridgeIntent): Promise<Plan>
  /** Take a bridge of ours away and give its NICs the original profiles back. */
  planRemoveBridge(intent: RemoveBridgeIntent): Promise<Plan>
  /** Its options, its addresses, its ports; of a bridge that NetworkManager has a profile of. */
  planChangeBridge(intent: ChangeBridgeIntent): Promise<Plan>
  /** Make a libvirt network on a bridge that is there, whoever made it. */
  planUseBridge(intent: UseBridgeIntent): Promise<Plan>
  /** What was changed on this host, the latest first. */
  getHistory(): Promise<HistoryEntry[]>

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
   * Takes a change of this session back: a NIC or a network that was removed returns as it was.
   * Rejects where somebody else has changed since what it would put back.
   */
  planUndo(changeId: string): Promise<Plan>

  /**
   * Carry a plan out. Resolves when it is done or, for a plan with `keepOrRevert`, when it
   * awaits the answer. Rejects with what happened and what became of the host.
   */
  applyPlan(planId: string): Promise<Change>
  keepChange(changeId: string): Promise<Change>
  revertChange(changeId: string): Promise<Change>
  /** More time to answer: as long again, from now. */
  extendChange(changeId: string): Promise<Change>

  startNetwork(uuid: string): Promise<Change>
  /** Rejects with `network-in-use`, naming the machines, unless `force`. */
  stopNetwork(uuid: string, options: { force: boolean }): Promise<Change>
  setNetworkAutostart(uuid: string, autostart: boolean): Promise<Change>

  /**
   * Looks for the addresses of machines on a host bridge, whose DHCP server is somewhere on the
   * LAN, by asking each address of the bridge's own subnet once. What is found arrives as events.
   */
  findAddresses(bridge: string): Promise<void>

  /** Is anybody looking? Leases and neighbours have no events, so they are read only then. */
  setVisible(visible: boolean): Promise<void>
  /** Counters arrive as events, once a second, as long as somebody watches and looks. */
  watchTraffic(watch: boolean): Promise<void>
  dismissNotice(id: string): Promise<void>
  /** Try a lost service again at once. */
  reconnect(service: 'libvirt' | 'networkManager'): Promise<void>
}

/** What the window is told without asking. */
export interface PuenteEvents extends ConnectionEvents {
  /** One small patch a revision; a gap in revisions means: read the inventory again. */
  inventory: InventoryPatch
  /** The backend ended and a new one is starting (`false`), or is there again (`true`). */
  backend: { ready: boolean }
  /** What another program says while it carries out a plan for us, line by line. */
  progress: { plan: string; line: string }
  /** How far the doctor has come. */
  diagnosis: DiagnosisProgress
  traffic: TrafficSample
  /** Another program opened a link to a page of ours. */
  link: DeepLink
}

const interfaceName = z.string().regex(plainPattern).min(1).max(64)
/** libvirt takes any 16 bytes for a UUID, whatever version they claim: so do we. */
const uuid = z.guid()
const id = z.string().min(1).max(64)
const objectName = z.string().regex(plainPattern).min(1).max(256)

const ports = z.array(interfaceName).max(32)

export const createBridge = z.strictObject({
  /** Whose connection goes over to the bridge; null for a bridge without a NIC. */
  nic: interfaceName.nullable(),
  name: interfaceName,
  /** The libvirt network to make on it; null for none. */
  network: objectName.nullable(),
  /** More NICs that become its ports. */
  ports: ports.optional(),
  options: bridgeOptions.optional(),
  /** Left out: those of the NIC, by DHCP where it has none. */
  addresses: bridgeAddresses.optional(),
})
const removeBridge = z.strictObject({
  bridge: interfaceName,
  /** The libvirt network that the machines on it go to. */
  moveTo: objectName.nullable().optional(),
})
export const changeBridge = z.strictObject({
  bridge: interfaceName,
  options: bridgeOptions.nullable(),
  addresses: bridgeAddresses.nullable(),
  add: ports,
  remove: ports,
})
const useBridge = z.strictObject({ bridge: interfaceName, network: objectName })

/** Well below the largest call, and far above any network's XML. */
const xml = z.string().max(200_000)
const network = z.strictObject({ network: uuid })
/** Accept a subnet that is in use elsewhere on this computer. */
const despiteCollision = z.boolean()

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
  despiteCollision,
})
const editNetwork = z.strictObject({
  network: uuid,
  definition: networkDefinition,
  despiteCollision,
})
const editNetworkXml = z.strictObject({ network: uuid, xml, despiteCollision })
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
export type ChangeBridgeIntent = z.infer<typeof changeBridge>
export type UseBridgeIntent = z.infer<typeof useBridge>

type ArgumentSchemas = {
  [Method in keyof PuenteMethods]: z.ZodType<Parameters<PuenteMethods[Method]>>
}

/** The schema of each method's arguments; its keys are the list of methods. */
export const methods = {
  getInventory: z.tuple([]),
  getHostSetup: z.tuple([]),
  planCreateBridge: z.tuple([createBridge]),
  planRemoveBridge: z.tuple([removeBridge]),
  planChangeBridge: z.tuple([changeBridge]),
  planUseBridge: z.tuple([useBridge]),
  getHistory: z.tuple([]),
  getNetworkDetails: z.tuple([uuid]),
  getOccupiedSubnets: z.tuple([]),
  planCreateNetwork: z.tuple([createNetwork]),
  planImportNetwork: z.tuple([importNetwork]),
  planEditNetwork: z.tuple([editNetwork]),
  planEditNetworkXml: z.tuple([editNetworkXml]),
  planReserveAddress: z.tuple([reserveAddress]),
  planRestartNetwork: z.tuple([network]),
  planDeleteNetwork: z.tuple([network]),
  planUndo: z.tuple([id]),
  applyPlan: z.tuple([id]),
  keepChange: z.tuple([id]),
  revertChange: z.tuple([id]),
  extendChange: z.tuple([id]),
  startNetwork: z.tuple([uuid]),
  stopNetwork: z.tuple([uuid, z.strictObject({ force: z.boolean() })]),
  setNetworkAutostart: z.tuple([uuid, z.boolean()]),
  ...machineMethods,
  ...doctorMethods,
  findAddresses: z.tuple([interfaceName]),
  setVisible: z.tuple([z.boolean()]),
  watchTraffic: z.tuple([z.boolean()]),
  dismissNotice: z.tuple([id]),
  reconnect: z.tuple([z.enum(['libvirt', 'networkManager'])]),
} satisfies ArgumentSchemas

export type MethodName = keyof PuenteMethods
export const methodNames = Object.keys(methods) as MethodName[]

export type EventName = keyof PuenteEvents
export const eventNames: EventName[] = [
  'inventory',
  'backend',
  'progress',
  'diagnosis',
  'traffic',
  'link',
  'connections',
]

/** `window.puente`: the methods, and one `on` for the events. */
export interface PuenteApi extends PuenteMethods, ShellMethods {
  /** Calls go to this connection from now on, and its events alone are told. */
  useConnection(uri: string): void
  /** Returns what ends the subscription. */
  on<E extends EventName>(event: E, listener: (payload: PuenteEvents[E]) => void): () => void
}
