import { z } from 'zod'
import type { HostSetup } from '../model/host-setup.ts'
import type { Inventory, InventoryPatch } from '../model/inventory.ts'
import type { Change } from '../model/plan.ts'
import type { TrafficSample } from '../model/traffic.ts'
import type { DeepLink } from '../rules/deep-link.ts'
import { bondMethods } from './bonds.ts'
import type { BondMethods } from './bonds.ts'
import { bridgeMethods } from './bridges.ts'
import type { BridgeMethods } from './bridges.ts'
import { conditionMethods } from './conditions.ts'
import type { ConditionMethods } from './conditions.ts'
import { captureMethods } from './captures.ts'
import type { CaptureMethods, CaptureProgress } from './captures.ts'
import type { ConnectionEvents } from './connections.ts'
import { doctorMethods } from './doctor.ts'
import type { DiagnosisProgress, DoctorMethods } from './doctor.ts'
import { id } from '../schemas/fields.ts'
import { forwardMethods } from './forwards.ts'
import type { ForwardMethods } from './forwards.ts'
import { historyMethods } from './history.ts'
import type { HistoryMethods } from './history.ts'
import { interfaceMethods } from './interfaces.ts'
import type { InterfaceMethods } from './interfaces.ts'
import { labMethods } from './labs.ts'
import type { LabMethods } from './labs.ts'
import { machineMethods } from './machines.ts'
import type { MachineMethods, UploadProgress } from './machines.ts'
import { networkMethods } from './networks.ts'
import type { NetworkMethods } from './networks.ts'
import { nameMethods } from './names.ts'
import type { NameMethods } from './names.ts'
import { rulesMethods } from './rules.ts'
import type { RulesMethods } from './rules.ts'
import type { ShellMethods } from './shell.ts'
import { trunkMethods } from './trunks.ts'
import type { TrunkMethods } from './trunks.ts'

export type * from './bonds.ts'
export type * from './bridges.ts'
export type * from './captures.ts'
export type * from './conditions.ts'
export type * from './forwards.ts'
export type * from './interfaces.ts'
export type * from './labs.ts'
export type * from './machines.ts'
export type * from './names.ts'
export type * from './networks.ts'
export type * from './rules.ts'
export type * from './trunks.ts'

/**
 * What the window may ask for, and nothing else.
 *
 * One interface is the contract: the preload, the shell's forwarding and the backend's dispatch
 * are all derived from `methods` and `events`. The window sends typed intents, never XML or
 * command lines; each argument is checked against its schema in the backend.
 */
export interface PuenteMethods
  extends
    BridgeMethods,
    BondMethods,
    TrunkMethods,
    InterfaceMethods,
    NetworkMethods,
    MachineMethods,
    ForwardMethods,
    NameMethods,
    RulesMethods,
    CaptureMethods,
    ConditionMethods,
    LabMethods,
    DoctorMethods,
    HistoryMethods {
  /** Everything there is now; later revisions come through `onInventory`. */
  getInventory(): Promise<Inventory>
  /** What else this computer has, or lacks, of what the app works with. */
  getHostSetup(): Promise<HostSetup>

  /**
   * Carry a plan out. Resolves when it is done or, for a plan with `keepOrRevert`, when it
   * awaits the answer. Rejects with what happened and what became of the host.
   */
  applyPlan(planId: string): Promise<Change>
  keepChange(changeId: string): Promise<Change>
  revertChange(changeId: string): Promise<Change>
  /** More time to answer: as long again, from now. */
  extendChange(changeId: string): Promise<Change>

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
  /** How far a file has come on its way into a storage pool: a few times a second. */
  upload: UploadProgress
  /** Packets of a capture, as they come, and its end. */
  capture: CaptureProgress
  /** Another program opened a link to a page of ours. */
  link: DeepLink
}

type ArgumentSchemas = {
  [Method in keyof PuenteMethods]: z.ZodType<Parameters<PuenteMethods[Method]>>
}

/** The schema of each method's arguments; its keys are the list of methods. */
export const methods = {
  getInventory: z.tuple([]),
  getHostSetup: z.tuple([]),
  applyPlan: z.tuple([id]),
  keepChange: z.tuple([id]),
  revertChange: z.tuple([id]),
  extendChange: z.tuple([id]),
  ...bridgeMethods,
  ...bondMethods,
  ...trunkMethods,
  ...interfaceMethods,
  ...networkMethods,
  ...machineMethods,
  ...forwardMethods,
  ...nameMethods,
  ...rulesMethods,
  ...captureMethods,
  ...labMethods,
  ...conditionMethods,
  ...doctorMethods,
  ...historyMethods,
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
  'upload',
  'capture',
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
