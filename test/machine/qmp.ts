/** QEMU's own protocol: one line of JSON each way, and events between. */
import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { until } from '../lab/wait.ts'

interface Reply {
  return?: unknown
  error?: { class: string; desc: string }
}

/** A state is some 400 MB, written or read on a busy machine. */
const MIGRATION_MS = 180_000

export class Qmp {
  readonly #socket: Socket
  readonly #waiting: PromiseWithResolvers<Reply>[] = []

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('close', () => this.#waiting.forEach(({ reject }) => reject(new Error('it ended'))))
    const lines = createInterface({ input: socket })
    // An emulator that was killed is what is asked for here.
    for (const side of [socket, lines]) side.on('error', () => {})
    lines.on('line', (line) => {
      const reply = JSON.parse(line) as Reply
      if ('return' in reply || 'error' in reply) this.#waiting.shift()?.resolve(reply)
    })
    socket.unref()
  }

  /** Waits until the emulator listens there. */
  static async connect(path: string): Promise<Qmp> {
    const socket = await until('QEMU listens', () => tryToConnect(path), { timeoutMs: 60_000 })
    const qmp = new Qmp(socket)
    await qmp.ask('qmp_capabilities')
    return qmp
  }

  async ask(command: string, args: object = {}): Promise<unknown> {
    const waiting = Promise.withResolvers<Reply>()
    this.#waiting.push(waiting)
    this.#socket.write(`${JSON.stringify({ execute: command, arguments: args })}\n`)
    const reply = await waiting.promise
    if (reply.error) throw new Error(`QEMU, ${command}: ${reply.error.desc}`)
    return reply.return
  }

  /** Writes memory and devices of a stopped computer to a file. */
  async save(file: string): Promise<void> {
    await this.ask('stop')
    await this.#mapRam()
    await this.ask('migrate', { uri: `file:${file}` })
    await this.#migrated()
  }

  /** Of an emulator that waits for a state. */
  async load(file: string): Promise<void> {
    await this.#mapRam()
    await this.ask('migrate-incoming', { uri: `file:${file}` })
    await this.#migrated()
    await this.ask('cont')
  }

  /** Each page has its place in the file, so that zero pages cost nothing. */
  async #mapRam(): Promise<void> {
    const capabilities = [{ capability: 'mapped-ram', state: true }]
    await this.ask('migrate-set-capabilities', { capabilities })
  }

  async #migrated(): Promise<void> {
    const isDone = async () => {
      const answer = await this.ask('query-migrate')
      const { status = '', 'error-desc': why = '' } = answer as Record<string, string>
      if (status === 'failed' || status === 'cancelled') throw new Error(`${status}: ${why}`)
      return status === 'completed'
    }
    await until('the state is saved or loaded', isDone, { timeoutMs: MIGRATION_MS })
  }
}

async function tryToConnect(path: string): Promise<Socket | undefined> {
  const socket = createConnection(path)
  try {
    await once(socket, 'connect')
    return socket
  } catch {
    return undefined
  }
}
