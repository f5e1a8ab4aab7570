/** What was changed on this host: when, by which plan, how it ended, and what undoes it. */
import type { ChangeBridgeIntent, CreateBridgeIntent } from '../schemas/bridge-intents.ts'
import type { Message } from '../message.ts'

export interface HistoryEntry {
  id: string
  /** ms since 1970 */
  at: number
  title: Message
  /** `finished`, `undone`: by the next start, after Puente was interrupted. */
  outcome: 'kept' | 'reverted' | 'failed' | 'finished' | 'undone'
  /** The plan as commands. */
  commands: string[]
  /** Null where nothing is left to undo, or nothing could. */
  undo: HistoryUndo | null
}

/** A plan to be made anew from what is there by then, never carried out by itself. */
export type HistoryUndo =
  | { do: 'remove-bridge'; bridge: string }
  | { do: 'create-bridge'; intent: CreateBridgeIntent }
  | { do: 'change-bridge'; intent: ChangeBridgeIntent }
