/** The way into a whole computer: its agent (build/setup/machine/files/agent.py), on a serial port. */
import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { constants } from 'node:os'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { RemoteProcess } from './remote-process.ts'

interface Answer {
  id?: number
  out?: string
  err?: string
  message?: unknown
  exit?: number
  hello?: number
  boot?: string
}

export interface Asked {
  argv: string[]
  env: Record<string, string | undefined>
  cwd: string
  user: 'root' | 'alex'
  /** What it reads, as base64. */
  input?: string
  /** Node's channel for messages. */
  channel?: boolean
  /** Rows and columns of a terminal of its own. */
  terminal?: [number, number]
}

const HELLO_MS = 500

export class Agent {
  readonly #socket: Socket
  readonly #processes = new Map<number, RemoteProcess>()
  #boot: Promise<string> = Promise.resolve('')
  #greet: (answer: Answer) => void = () => {}
  #lastId = 0

  private constructor(socket: Socket) {
    this.#socket = socket
    const lines = createInterface({ input: socket }).on('line', (line) => this.#hear(line))
    // An emulator that was killed is what is asked for here.
    for (const side of [socket, lines]) side.on('error', () => {})
    socket.unref()
  }

  static async connect(path: string): Promise<Agent> {
    const socket = createConnection(path)
    await once(socket, 'connect')
    return new Agent(socket)
  }

  /** The boot that answers now. Asked again and again: what comes while nobody listens is lost. */
  boot(timeoutMs: number): Promise<string> {
    // One greeting at a time: they share what they wait for.
    this.#boot = this.#boot.catch(() => '').then(() => this.#greeted(timeoutMs))
    return this.#boot
  }

  async #greeted(timeoutMs: number): Promise<string> {
    const deadline = Date.now() + timeoutMs
    const first = this.#lastId
    let boot = ''
    this.#greet = ({ hello = 0, boot: id = '' }) => {
      if (hello > first) boot = id
    }
    while (boot === '') {
      if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: the agent answers`)
      this.#write({ hello: ++this.#lastId })
      for (let waited = 0; waited < HELLO_MS && boot === ''; waited += 20) await sleep(20)
    }
    return boot
  }

  start(asked: Asked): RemoteProcess {
    const id = ++this.#lastId
    const process = new RemoteProcess({
      send: (message) => this.#write({ id, message }),
      type: (text) => this.#write({ id, typed: text.toString('base64') }),
      kill: (signal) => this.#write({ id, signal: constants.signals[signal] }),
    })
    this.#processes.set(id, process)
    this.#write({ id, ...asked })
    return process
  }

  /** The computer went down, and all that ran on it. */
  lose(): void {
    for (const process of this.#processes.values()) process.lost()
    this.#processes.clear()
  }

  close(): void {
    this.lose()
    this.#socket.destroy()
  }

  #hear(line: string): void {
    const answer = parsed(line)
    if (answer.hello !== undefined) this.#greet(answer)
    const process = this.#processes.get(answer.id ?? 0)
    if (answer.out !== undefined) process?.said('stdout', answer.out)
    if (answer.err !== undefined) process?.said('stderr', answer.err)
    if (answer.message !== undefined) process?.told(answer.message)
    if (answer.exit === undefined) return
    this.#processes.delete(answer.id ?? 0)
    process?.ended(answer.exit)
  }

  #write(message: object): void {
    this.#socket.write(`${JSON.stringify(message)}\n`)
  }
}

/** A line that a power cut left unfinished is nobody's answer. */
function parsed(line: string): Answer {
  try {
    return JSON.parse(line) as Answer
  } catch {
    return {}
  }
}
