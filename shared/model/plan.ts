import type { ErrorData } from '../errors.ts'
import type { Message } from '../message.ts'
import type { LabRow } from './labs/lab.ts'

/** A change before it is made: what will happen, as a person reads it. Applying only executes it. */
export interface PlanView {
  title: Message
  steps: PlanStep[]
  warnings: Message[]
  /** What it newly lets reach into the host, each with its line: asked about outside of the window. */
  asks?: Message[]
  /** What stops working meanwhile, and for about how long; null when nothing does. */
  interruption: { what: Message; seconds: number } | null
  /** What is carried over to the new place, to be checked afterwards: addresses, routes, DNS… */
  carried: { label: Message; value: string }[]
  /** What can't be carried over, and is other than before. */
  lost?: Message[]
  /** What is asked for instead of what was. */
  changed?: PlanDifference[]
  /** The same change as `nmcli` and `virsh` commands, one a line. */
  commands: string[]
  /** The definition as it will be stored, and as it is stored now; for plans that change one. */
  xml?: { before: string | null; after: string }
  /**
   * Things are tied to the NIC or the bridge by name, and can be changed along with it: are they, or
   * are they only named?
   */
  along?: 'taken' | 'offered'
  /** Of a lab: what becomes of each thing in it. */
  lab?: LabRow[]
  /** Is it made under a checkpoint, and does it then ask to be kept? */
  keepOrRevert: boolean
}

/** Of those that may be carried out, by the id that the backend keeps it under. */
export interface Plan extends PlanView {
  id: string
}

/** Null: nothing. */
export interface PlanDifference {
  label: Message
  before: Message | null
  after: Message | null
}

export interface PlanStep {
  /** Stable within the plan; progress refers to it. */
  id: string
  text: Message
}

export type StepState = 'waiting' | 'running' | 'done' | 'failed'

/** A plan being carried out, or ended a moment ago. */
export interface Change {
  id: string
  title: Message
  phase: ChangePhase
  steps: (PlanStep & { state: StepState })[]
  checks: Check[]
  /** While it awaits an answer: when it reverts by itself, in ms since 1970. */
  deadline: number | null
  /** While it awaits an answer: what speaks against going back. Then it waits without a deadline. */
  doubt: Message | null
  /** Why it failed or was reverted, and what became of the host. */
  error: ErrorData | null
}

export type ChangePhase =
  | 'applying'
  | 'verifying'
  | 'awaiting-answer'
  | 'keeping'
  | 'reverting'
  /** The host, which ssh leads to, does not answer, and is looked for. */
  | 'seeking'
  | 'done'
  | 'reverted'
  | 'failed'

/** Has it come to its end? */
export function hasEnded({ phase }: Pick<Change, 'phase'>): boolean {
  return ['done', 'reverted', 'failed'].includes(phase)
}

/** One thing looked at to see that the host is as well connected as before. */
export interface Check {
  id: 'link' | 'address' | 'gateway' | 'dns' | 'internet' | 'login' | 'lease'
  text: Message
  /** `skipped`: it did not work before either, so it isn't required now. */
  state: 'waiting' | 'running' | 'passed' | 'failed' | 'skipped'
}

/** A change of the host's network that others are trying, or have left half done. */
export interface OthersChange {
  /** Of the bridge's profile; of a checkpoint without one, NetworkManager's. */
  id: string
  what: Message
  /** `bea@laptop`, with Puente; null where another program does not say. */
  by: string | null
  /** ms since 1970 */
  since: number
  /** Does NetworkManager go back by itself, unless it is kept in time? */
  isHeld: boolean
}
