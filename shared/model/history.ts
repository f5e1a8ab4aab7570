/** What was changed on this host: when, by which plan, how it ended, and what undoes it. */
import type { ChangeBondIntent, CreateBondIntent } from '../schemas/bond-intents.ts'
import type { ChangeBridgeIntent, CreateBridgeIntent } from '../schemas/bridge-intents.ts'
import type { ChangeInterfaceIntent } from '../schemas/interface-intents.ts'
import type { CreateTrunkIntent, RemoveTrunkIntent } from '../schemas/trunk-intents.ts'
import type { ErrorData } from '../errors.ts'
import type { Message } from '../message.ts'

/** What the wiring of a host consists of, in the order in which it is shown. */
export const wiringKinds = ['network', 'machine', 'bridge', 'forward', 'filter'] as const
export type WiringKind = (typeof wiringKinds)[number]

export const historyOutcomes = [
  /** Carried out, and not taken back as far as Puente knows. */
  'kept',
  'reverted',
  'failed',
  /** `finished`, `undone`: by the next start, after Puente was interrupted. */
  'finished',
  'undone',
  /** Is being carried out. */
  'begun',
  /** Nobody knows how far it came. */
  'interrupted',
] as const
export type HistoryOutcome = (typeof historyOutcomes)[number]

export interface HistoryEntry {
  /** Of the change, too. */
  id: string
  /** ms since 1970 */
  at: number
  title: Message
  outcome: HistoryOutcome
  /** Machines, networks and bridges that it was about, by their names at that time. */
  about: HistorySubject[]
  /** Has it been taken back? */
  isTakenBack: boolean
  /** For bridges: null where nothing is left to undo, or nothing could. */
  undo: HistoryUndo | null
}

export interface HistorySubject {
  kind: WiringKind
  name: string
}

/** A plan to be made anew from what is there by then, never carried out by itself. */
export type HistoryUndo =
  | { do: 'remove-bond'; bond: string }
  | { do: 'create-bond'; intent: CreateBondIntent }
  | { do: 'change-bond'; intent: ChangeBondIntent }
  | { do: 'create-trunk'; intent: CreateTrunkIntent }
  | { do: 'remove-trunk'; intent: RemoveTrunkIntent }
  | { do: 'remove-bridge'; bridge: string }
  | { do: 'create-bridge'; intent: CreateBridgeIntent }
  | { do: 'change-bridge'; intent: ChangeBridgeIntent }
  | { do: 'change-interface'; intent: ChangeInterfaceIntent }
  | { do: 'restore-interface'; interface: string }

/** All that is kept of an entry. */
export interface HistoryDetails {
  steps: Message[]
  /** Without those that name a password. */
  commands: string[]
  /** Why it failed, and what became of the host. */
  error: ErrorData | null
  /** What it changed. */
  changes: WiringDifference[]
  /** What others had changed since the entry before. */
  byOthers: WiringDifference[]
  /** Is it known how all was wired before it, as far as its own file tells? */
  isWiringKnown: boolean
  /** Can it be taken back now? */
  undo: { can: true } | { can: false; why: ErrorData }
}

/** Null: it was not there. */
export interface WiringDifference extends HistorySubject {
  before: string | null
  after: string | null
}
