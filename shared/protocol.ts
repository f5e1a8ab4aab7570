import type { ErrorData } from './errors.ts'
import type { LoginQuestion } from './model/login-question.ts'
import type { EventName, MethodName, PuenteEvents } from './contract/contract.ts'

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
  /** The person has chosen the file, in the desktop's own dialog. */
  | { type: 'start-capture'; id: number; args: unknown[]; file: string }
  /** The same of a file that is to go into a storage pool. */
  | { type: 'upload-volume'; id: number; args: unknown[]; file: string }
  /** What this host's wiring is as a lab's file. */
  | { type: 'save-lab'; id: number; args: unknown[] }
  /** The text of a file that the person has chosen, in the desktop's own dialog or on a command line. */
  | { type: 'open-lab'; id: number; text: string; copies: number; image?: string | undefined }
  /** The person wants to be connected, and is there to be asked. */
  | { type: 'log-in'; id: number }

/** The person's answer to a question of a backend's; null for none. */
export interface AnswerMessage {
  type: 'answer'
  id: number
  answer: string | null
}

export type ReplyMessage =
  | { type: 'reply'; id: number; ok: true; result: unknown }
  | { type: 'reply'; id: number; ok: false; error: ErrorData }

export type EventMessage = {
  [E in EventName]: { type: 'event'; event: E; payload: PuenteEvents[E] }
}[EventName]

/** What a backend asks the person, outside of any page. */
export interface QuestionMessage {
  type: 'question'
  id: number
  question: LoginQuestion
}

/** Nobody waits for its answer any more. */
export interface QuestionOverMessage {
  type: 'question-over'
  id: number
}

export type BackendMessage = ReplyMessage | EventMessage | QuestionMessage | QuestionOverMessage

/** What a call answers across Electron's IPC, which would flatten a thrown error to its text. */
export type CallResult = { ok: true; result: unknown } | { ok: false; error: ErrorData }

/** The largest call taken from the window, in characters of its JSON. */
export const maxCallSize = 256 * 1024
/** The most values that one may be made of, and how deep one may lie in others. */
const MOST_VALUES = 50_000
const DEEPEST = 64
/** A number, `null`, `false` or nothing, with what parts it from the next one. */
const SHORT = 4

/**
 * One walk, before anything else looks at a call, which ends when its budget is spent: what is
 * there twice counts twice, and a list costs what it says it has, or it must not have holes.
 * What JSON cannot say (a cycle, a BigInt, a buffer, a map) no window of ours has sent.
 */
export function isOfFairSize(args: unknown): boolean {
  const walk: [value: unknown, depth: number][] = [[args, 0]]
  let characters = maxCallSize
  let values = MOST_VALUES
  for (let next = walk.pop(); next; next = walk.pop()) {
    const [value, depth] = next
    const cost = ownCharacters(value, characters)
    const parts = cost === null ? null : partsOf(value, values)
    if (cost === null || parts === null || depth > DEEPEST) return false
    characters -= cost
    values -= 1 + parts.length
    if (characters < 0 || values < 0) return false
    for (const part of parts) walk.push([part, depth + 1])
  }
  return true
}

/** Of a value without those in it; null for what no call has. */
function ownCharacters(value: unknown, most: number): number | null {
  if (value === null) return SHORT
  switch (typeof value) {
    case 'string':
      return value.length > most ? null : JSON.stringify(value).length
    case 'number':
      return String(value).length
    case 'boolean':
    case 'undefined':
      return SHORT
    case 'object':
      return 2
    default:
      return null
  }
}

/** The values in a list or a plain object, and the object's names; null for any other sort of it. */
function partsOf(value: unknown, most: number): unknown[] | null {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) {
    // A list that only says that it is long has no names to show for it.
    const isDense = value.length <= most && Object.keys(value).length === value.length
    return isDense ? value : null
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return null
  return Object.entries(value).flat()
}

/** As the one argument of a backend's process: it has many, which are opened by messages. */
export const MANY = '--many'

/** In such a process: which connection's it is; `open` and `close` are about that backend itself. */
export interface Addressed<Message> {
  connection: string
  message: Message | 'open' | 'close'
}
