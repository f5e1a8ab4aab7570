/** The real backend, run by plain Node on a host as the ordinary user, driven as the shell does. */
import type { ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import type {
  CaptureProgress,
  PuenteMethods,
  UploadProgress,
  UploadVolumeIntent,
} from '../../shared/contract/contract.ts'
import { methodNames } from '../../shared/contract/contract.ts'
import type { ErrorData } from '../../shared/errors.ts'
import { PuenteError } from '../../shared/errors.ts'
import type { Message } from '../../shared/message.ts'
import type { Inventory, InventoryPatch } from '../../shared/model/inventory.ts'
import type { AskPerson, LoginQuestion } from '../../shared/model/login-question.ts'
import type { LabForm } from '../../shared/model/labs/lab.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import type { TrafficSample } from '../../shared/model/traffic.ts'
import type { BackendMessage, QuestionMessage } from '../../shared/protocol.ts'
import type { Lab } from '../lab/lab.ts'
import type { Where } from '../lab/place.ts'

export interface BackendOptions {
  answerSeconds?: number
  addressMs?: number
  /** How long it may take until it knows what is connected. Default: 20 s. */
  connectMs?: number
  /** What starts it, where a test needs the real backend with something beside it. */
  program?: string
  args?: string[]
  /** On which of the lab's two hosts the person sits. Default: the workstation. */
  where?: Where
  env?: Record<string, string>
}

type Caller = { [Method in keyof PuenteMethods]: PuenteMethods[Method] }

export class TestBackend extends EventEmitter<{ changed: [] }> {
  readonly api: Caller
  readonly process: ChildProcess
  inventory: Inventory | null = null
  /** What ssh asked, and what the person says to it: nothing, by default. */
  readonly questions: LoginQuestion[] = []
  /** How many of them nobody waited for any more. */
  questionsOver = 0
  answerer: AskPerson = async () => null
  /** Every reading of the counters that was told. */
  readonly samples: TrafficSample[] = []
  /** All that was told of captures, and when, in ms since 1970. */
  readonly captured: (CaptureProgress & { toldAt: number })[] = []
  /** How far uploads had come, whenever it was told. */
  readonly uploads: UploadProgress[] = []
  /** What came with the first inventory, before whoever asked for it could run. */
  readonly #early: InventoryPatch[] = []
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>()
  #nextId = 1

  private constructor(child: ChildProcess) {
    super()
    this.process = child
    child.on('message', (message: BackendMessage) => this.#receive(message))
    child.on('exit', () => this.#abandon())
    this.api = Object.fromEntries(
      methodNames.map((method) => [method, (...args: unknown[]) => this.#call(method, args)]),
    ) as unknown as Caller
  }

  static async start(host: Pick<Lab, 'spawn'>, options: BackendOptions = {}): Promise<TestBackend> {
    const program = options.program ?? 'electron/backend/main.ts'
    const child = host.spawn(['node', program, ...(options.args ?? [])], {
      user: 'alex',
      where: options.where ?? 'workstation',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: {
        ...(options.answerSeconds && { PUENTE_ANSWER_SECONDS: String(options.answerSeconds) }),
        ...(options.addressMs && { PUENTE_ADDRESS_MS: String(options.addressMs) }),
        ...options.env,
      },
    })
    const backend = new TestBackend(child)
    backend.inventory = await backend.api.getInventory()
    backend.#early.forEach((patch) => backend.#apply(patch))
    const isSettled = ({ services }: Inventory) =>
      Object.values(services).every(({ status }) => status !== 'connecting')
    await backend.until(isSettled, options.connectMs)
    return backend
  }

  /** Waits until the inventory, as kept by its patches, is as wanted. */
  until(isWanted: (inventory: Inventory) => unknown, timeoutMs = 20_000): Promise<Inventory> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!this.inventory || !isWanted(this.inventory)) return
        clearTimeout(timer)
        this.off('changed', look)
        resolve(this.inventory)
      }
      const timer = setTimeout(() => {
        this.off('changed', look)
        reject(new Error(`not within ${timeoutMs} ms: ${String(isWanted)}\n${this.#describe()}`))
      }, timeoutMs)
      this.on('changed', look)
      look()
    })
  }

  /** What the shell would ask a person about. */
  asksOf(plan: string): Promise<Message[]> {
    return this.#send({ type: 'asks', plan }) as Promise<Message[]>
  }

  /** The text of a lab of these networks, or of everything. */
  saveLab(networks: string[] | null = null, as: LabForm = 'lab'): Promise<string> {
    return this.#send({ type: 'save-lab', args: [{ networks, as }] }) as Promise<string>
  }

  /** As the shell does with a file that the person has chosen. */
  openLab(text: string, copies = 1, image?: string): Promise<Plan> {
    return this.#send({ type: 'open-lab', text, copies, image }) as Promise<Plan>
  }

  /** As the shell does with a file that the person has chosen. */
  uploadVolume(intent: UploadVolumeIntent, file: string): Promise<string> {
    return this.#send({ type: 'upload-volume', args: [intent], file }) as Promise<string>
  }

  /** As the shell does when the person wants to be connected. */
  logIn(): Promise<void> {
    return this.#send({ type: 'log-in' }) as Promise<void>
  }

  /** As the shell does once the person has agreed. */
  applyAgreed(plan: string): Promise<Change> {
    return this.#send({ type: 'apply-agreed', plan }) as Promise<Change>
  }

  /** Pulls the plug, as a crash would. */
  kill(): Promise<void> {
    return this.#end('SIGKILL')
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #end(signal: NodeJS.Signals): Promise<void> {
    const { process: child } = this
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill(signal)
    return ended
  }

  #call(method: string, args: unknown[]): Promise<unknown> {
    return this.#send({ type: 'call', method, args })
  }

  #send(message: object): Promise<unknown> {
    const pending = Promise.withResolvers<unknown>()
    const id = this.#nextId++
    this.#pending.set(id, pending)
    this.process.send({ ...message, id })
    return pending.promise
  }

  #receive(message: BackendMessage): void {
    if (message.type === 'reply') {
      const pending = this.#pending.get(message.id)
      this.#pending.delete(message.id)
      if (message.ok) pending?.resolve(message.result)
      else pending?.reject(told(message.error))
    } else if (message.type === 'question') {
      void this.#answer(message)
    } else if (message.type === 'question-over') {
      this.questionsOver++
    } else if (message.event === 'inventory') {
      this.#apply(message.payload)
    } else if (message.event === 'traffic') {
      this.samples.push(message.payload)
    } else if (message.event === 'upload') {
      this.uploads.push(message.payload)
    } else if (message.event === 'capture') {
      this.captured.push({ ...message.payload, toldAt: Date.now() })
    }
  }

  async #answer({ id, question }: QuestionMessage): Promise<void> {
    this.questions.push(question)
    this.process.send({ type: 'answer', id, answer: await this.answerer(question) })
  }

  #apply(patch: InventoryPatch): void {
    const old = this.inventory
    if (!old) this.#early.push(patch)
    if (!old || patch.revision <= old.revision) return
    if (patch.revision !== old.revision + 1) throw new Error('a revision is missing')
    this.inventory = {
      ...old,
      ...patch,
      networks: merge(old.networks, patch.networks, ({ uuid }) => uuid),
      machines: merge(old.machines, patch.machines, ({ uuid }) => uuid),
      interfaces: merge(old.interfaces, patch.interfaces, ({ name }) => name),
      forwards: merge(old.forwards, patch.forwards, ({ id }) => id),
      slices: merge(old.slices, patch.slices, ({ bridge }) => bridge),
      others: merge(old.others, patch.others, ({ id }) => id),
      findings: merge(old.findings, patch.findings, ({ id }) => id),
    }
    this.emit('changed')
  }

  #abandon(): void {
    for (const { reject } of this.#pending.values()) reject(new PuenteError('backend-gone'))
    this.#pending.clear()
  }

  #describe(): string {
    const { services, change, notices } = this.inventory ?? {}
    return JSON.stringify({ services, change, notices }, null, 1)
  }
}

/** With all that is known of it where a failed test is printed. */
function told(data: ErrorData): PuenteError {
  const error = PuenteError.from(data)
  error.stack = `PuenteError ${JSON.stringify(data)}`
  return error
}

function merge<T>(
  old: T[],
  patch: { upsert: T[]; remove: string[] } | undefined,
  key: (item: T) => string,
): T[] {
  if (!patch) return old
  const items = new Map(old.map((item) => [key(item), item]))
  for (const gone of patch.remove) items.delete(gone)
  for (const item of patch.upsert) items.set(key(item), item)
  return [...items.values()]
}
