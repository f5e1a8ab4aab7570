/** A backend as the shell has it: called, answered, and there again when its process has died. */
import { PuenteError } from '../../../shared/errors.ts'
import type { ErrorData } from '../../../shared/errors.ts'
import type { AskPerson } from '../../../shared/model/login-question.ts'
import type { BackendWay } from './backend-ways.ts'
import type { MethodName } from '../../../shared/contract/contract.ts'
import type {
  BackendMessage,
  CallMessage,
  CallResult,
  EventMessage,
  QuestionMessage,
  ShellMessage,
} from '../../../shared/protocol.ts'

const gone: ErrorData = new PuenteError('backend-gone').data

/** A message before it has its number. */
export type Asked = Unnumbered<CallMessage> | Unnumbered<ShellMessage>
type Unnumbered<Message> = Message extends unknown ? Omit<Message, 'id'> : never

export interface BackendOptions {
  onEvent: (event: EventMessage) => void
  ask: AskPerson
}

export class BackendProcess {
  readonly #way: BackendWay
  readonly #options: BackendOptions
  readonly #pending = new Map<number, (result: CallResult) => void>()
  #isThere = false
  /** How often it has begun: who was asked by one that has ended gives no answer to the next. */
  #life = 0
  /** Questions that are open, by their number. */
  readonly #asked = new Map<number, AbortController>()
  /** What was asked before its first start. Null since then. */
  #held: (CallMessage | ShellMessage)[] | null = []
  #nextId = 1
  #stopped = false

  constructor(way: BackendWay, options: BackendOptions) {
    this.#way = way
    this.#options = options
  }

  start(): void {
    if (this.#stopped) return
    this.#way.open({
      begun: () => this.#begin(),
      receive: (message) => this.#receive(message),
      gone: () => this.#lose(),
    })
  }

  #begin(): void {
    this.#isThere = true
    this.#life++
    for (const message of this.#held ?? []) this.#way.post(message)
    this.#held = null
  }

  /** Always answers: with a result, or with what went wrong. */
  call(method: MethodName, args: unknown[]): Promise<CallResult> {
    return this.send({ type: 'call', method, args })
  }

  /** The same for what the shell itself asks. */
  send(asked: Asked): Promise<CallResult> {
    if (!this.#isThere && !this.#held) return Promise.resolve({ ok: false, error: gone })
    const message = { ...asked, id: this.#nextId++ }
    return new Promise((resolve) => {
      this.#pending.set(message.id, resolve)
      if (this.#isThere) this.#way.post(message)
      else this.#held?.push(message)
    })
  }

  stop(): void {
    this.#stopped = true
    this.#way.close()
    this.#abandon()
  }

  #receive(message: BackendMessage): void {
    if (message.type === 'event') {
      this.#options.onEvent(message)
      return
    }
    if (message.type === 'question') return void this.#ask(message)
    if (message.type === 'question-over') return this.#asked.get(message.id)?.abort()
    const { id, type: _type, ...result } = message
    this.#pending.get(id)?.(result)
    this.#pending.delete(id)
  }

  /** Of a backend that has ended meanwhile nobody waits for the answer. */
  async #ask({ id, question }: QuestionMessage): Promise<void> {
    const life = this.#life
    const over = new AbortController()
    this.#asked.set(id, over)
    const answer = await this.#options.ask(question, over.signal).catch(() => null)
    if (this.#asked.get(id) === over) this.#asked.delete(id)
    if (life === this.#life && this.#isThere) this.#way.post({ type: 'answer', id, answer })
  }

  #lose(): void {
    this.#abandon()
    this.#options.onEvent({ type: 'event', event: 'backend', payload: { ready: false } })
  }

  #abandon(): void {
    this.#isThere = false
    for (const resolve of this.#pending.values()) resolve({ ok: false, error: gone })
    this.#pending.clear()
    for (const over of this.#asked.values()) over.abort()
  }
}
