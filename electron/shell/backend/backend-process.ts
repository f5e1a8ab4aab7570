/** The backend as a utility process: forked, called, and forked again when it dies. */
import { utilityProcess } from 'electron'
import type { UtilityProcess } from 'electron'
import { PuenteError } from '../../../shared/errors.ts'
import type { ErrorData } from '../../../shared/errors.ts'
import type { AskPerson } from '../../../shared/model/login-question.ts'
import type { MethodName } from '../../../shared/contract/contract.ts'
import type {
  BackendMessage,
  CallMessage,
  CallResult,
  EventMessage,
  QuestionMessage,
  ShellMessage,
} from '../../../shared/protocol.ts'

/** A backend that dies at once must not be started in a busy loop. */
const RESTART_MS = 500

const gone: ErrorData = new PuenteError('backend-gone').data

/** A message before it has its number. */
export type Asked = Unnumbered<CallMessage> | Unnumbered<ShellMessage>
type Unnumbered<Message> = Message extends unknown ? Omit<Message, 'id'> : never

export interface BackendOptions {
  /** As it is called in lists of processes. */
  name: string
  args: string[]
  onEvent: (event: EventMessage) => void
  ask: AskPerson
}

export class BackendProcess {
  readonly #file: string
  readonly #options: BackendOptions
  readonly #pending = new Map<number, (result: CallResult) => void>()
  #process: UtilityProcess | null = null
  /** Questions that are open, by their number. */
  readonly #asked = new Map<number, AbortController>()
  /** What was asked before its first start. Null since then. */
  #held: (CallMessage | ShellMessage)[] | null = []
  #nextId = 1
  #stopped = false

  constructor(file: string, options: BackendOptions) {
    this.#file = file
    this.#options = options
  }

  start(): void {
    if (this.#stopped) return
    const { name, args } = this.#options
    const child = utilityProcess.fork(this.#file, args, { serviceName: name })
    this.#process = child
    child.on('message', (message: BackendMessage) => this.#receive(message))
    child.on('exit', () => this.#restart())
    for (const message of this.#held ?? []) child.postMessage(message)
    this.#held = null
  }

  /** Always answers: with a result, or with what went wrong. */
  call(method: MethodName, args: unknown[]): Promise<CallResult> {
    return this.send({ type: 'call', method, args })
  }

  /** The same for what the shell itself asks. */
  send(asked: Asked): Promise<CallResult> {
    if (!this.#process && !this.#held) return Promise.resolve({ ok: false, error: gone })
    const message = { ...asked, id: this.#nextId++ }
    return new Promise((resolve) => {
      this.#pending.set(message.id, resolve)
      if (this.#process) this.#process.postMessage(message)
      else this.#held?.push(message)
    })
  }

  stop(): void {
    this.#stopped = true
    this.#process?.kill()
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
    const asking = this.#process
    const over = new AbortController()
    this.#asked.set(id, over)
    const answer = await this.#options.ask(question, over.signal).catch(() => null)
    if (this.#asked.get(id) === over) this.#asked.delete(id)
    if (asking === this.#process) asking?.postMessage({ type: 'answer', id, answer })
  }

  #restart(): void {
    this.#process = null
    for (const resolve of this.#pending.values()) resolve({ ok: false, error: gone })
    this.#pending.clear()
    for (const over of this.#asked.values()) over.abort()
    if (this.#stopped) return
    this.#options.onEvent({ type: 'event', event: 'backend', payload: { ready: false } })
    setTimeout(() => this.start(), RESTART_MS)
  }
}
