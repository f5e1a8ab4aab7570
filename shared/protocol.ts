import type { ErrorData } from './errors.ts'
import type { EventName, MethodName, PuenteEvents } from './contract.ts'

/** What travels between the processes: one message out, one back, events in between. */
export interface CallMessage {
  type: 'call'
  id: number
  method: MethodName
  args: unknown[]
}

/** What the shell itself asks of a backend, which no page can. */
export type ShellMessage =
  /** What a plan needs the person's consent for. */
  | { type: 'asks'; id: number; plan: string }
  /** The person has agreed to all of it, outside of the page. */
  | { type: 'apply-agreed'; id: number; plan: string }

export type ReplyMessage =
  | { type: 'reply'; id: number; ok: true; result: unknown }
  | { type: 'reply'; id: number; ok: false; error: ErrorData }

export type EventMessage = {
  [E in EventName]: { type: 'event'; event: E; payload: PuenteEvents[E] }
}[EventName]

export type BackendMessage = ReplyMessage | EventMessage

/** What a call answers across Electron's IPC, which would flatten a thrown error to its text. */
export type CallResult = { ok: true; result: unknown } | { ok: false; error: ErrorData }

/** The largest call taken from the window, in characters of its JSON. */
export const maxCallSize = 256 * 1024

/** What JSON cannot say (a cycle, a BigInt, nothing at all) no window of ours has sent. */
export function isOfFairSize(args: unknown): boolean {
  try {
    const text = JSON.stringify(args) as string | undefined
    return text !== undefined && text.length <= maxCallSize
  } catch {
    return false
  }
}
