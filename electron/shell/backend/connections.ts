/**
 * One backend for each libvirt, which answers only for its own: in a process of its own, or, where an ssh
 * leads there, in one with all of those. A connection that hangs holds up no other.
 */
import type { MethodName } from '../../../shared/contract/contract.ts'
import type { ConnectionMethods } from '../../../shared/contract/connections.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { Connection, FoundThing } from '../../../shared/model/connection.ts'
import type { AskPerson } from '../../../shared/model/login-question.ts'
import type { CallResult, EventMessage } from '../../../shared/protocol.ts'
import { formatConnectionUri, parseConnectionUri } from '../../../shared/rules/connection-uri.ts'
import type { ConnectionUri } from '../../../shared/rules/connection-uri.ts'
import { BackendProcess } from './backend-process.ts'
import type { Asked } from './backend-process.ts'
import { SharedProcess, ownProcess } from './backend-ways.ts'
import type { BackendWay } from './backend-ways.ts'
import { MOST_CONNECTIONS } from './connection-list.ts'
import type { ConnectionList } from './connection-list.ts'
import { KnownThings } from './known-things.ts'

export interface ConnectionsOptions {
  /** The backend's program. */
  program: string
  /** This computer's own libvirt. */
  hostUri: string
  list: ConnectionList
  onEvent: (uri: string, message: EventMessage) => void
  onList: (connections: Connection[]) => void
  /** Asks the person what a connection's way there asks. */
  ask: (uri: string, ...asked: Parameters<AskPerson>) => Promise<string | null>
}

/** Nobody reads more of them. */
const MOST_FOUND = 100

interface Entry {
  backend: BackendProcess
  things: KnownThings
  view: Connection
}

export class Connections implements ConnectionMethods {
  readonly #options: ConnectionsOptions
  readonly #entries = new Map<string, Entry>()
  /** Of all that an ssh leads to. */
  readonly #links: SharedProcess
  #started = false

  constructor(options: ConnectionsOptions) {
    this.#options = options
    this.#links = new SharedProcess(options.program, 'Puente backend of hosts')
  }

  start(): void {
    const { hostUri, list } = this.#options
    this.#open(hostUri)
    for (const uri of list.read()) if (uri !== hostUri) this.#open(uri)
  }

  /** Each takes half a second of a core to start: calls wait until they do. */
  startBackends(): void {
    this.#started = true
    for (const { backend } of this.#entries.values()) backend.start()
  }

  stop(): void {
    for (const { backend } of this.#entries.values()) backend.stop()
  }

  /** Always answers: with a result, or with what went wrong. */
  call(uri: string, method: MethodName, args: unknown[]): Promise<CallResult> {
    const entry = this.#entries.get(uri)
    if (entry) return entry.backend.call(method, args)
    return Promise.resolve({ ok: false, error: new PuenteError('connection-unknown').data })
  }

  /** On the shell's own account, which no page has. */
  ask(uri: string, message: Asked): Promise<CallResult> {
    const entry = this.#entries.get(uri)
    if (entry) return entry.backend.send(message)
    return Promise.resolve({ ok: false, error: new PuenteError('connection-unknown').data })
  }

  has(uri: ConnectionUri): boolean {
    return this.#entries.has(formatConnectionUri(uri))
  }

  async getConnections(): Promise<Connection[]> {
    return [...this.#entries.values()].map(({ view }) => view)
  }

  async addConnection(text: string): Promise<Connection> {
    const parsed = parseConnectionUri(text)
    if ('problem' in parsed) throw new PuenteError('connection-uri-invalid', parsed)
    const uri = formatConnectionUri(parsed)
    if (this.#entries.has(uri)) throw new PuenteError('connection-known', { uri })
    if (this.#added().length >= MOST_CONNECTIONS) {
      throw new PuenteError('connections-too-many', { most: MOST_CONNECTIONS })
    }
    const { view, backend } = this.#open(uri)
    this.#remember()
    void backend.send({ type: 'log-in' })
    return view
  }

  async removeConnection(uri: string): Promise<void> {
    const entry = this.#entries.get(uri)
    if (!entry || entry.view.isHost) throw new PuenteError('connection-unknown')
    this.#entries.delete(uri)
    entry.backend.stop()
    this.#remember()
  }

  async retryConnection(uri: string): Promise<void> {
    const result = await this.ask(uri, { type: 'log-in' })
    if (!result.ok) throw PuenteError.from(result.error)
  }

  async findEverywhere(words: string): Promise<FoundThing[]> {
    const found = [...this.#entries].flatMap(([uri, { things }]) =>
      things.find(uri, words, MOST_FOUND),
    )
    return found.slice(0, MOST_FOUND)
  }

  #open(uri: string): Entry {
    const isHost = uri === this.#options.hostUri
    const backend = new BackendProcess(this.#wayTo(uri, isHost), {
      onEvent: (message) => this.#take(uri, message),
      ask: (...asked) => this.#options.ask(uri, ...asked),
    })
    const view: Connection = {
      uri,
      isHost,
      ready: true,
      libvirt: { status: 'connecting' },
      awaitsAnswer: false,
      counts: null,
    }
    const entry = { backend, view, things: new KnownThings() }
    this.#entries.set(uri, entry)
    if (this.#started) backend.start()
    return entry
  }

  #wayTo(uri: string, isHost: boolean): BackendWay {
    const { program } = this.#options
    if (isHost) return ownProcess(program, 'Puente backend', [])
    return isBySsh(uri) ? this.#links.way(uri) : ownProcess(program, `Puente backend ${uri}`, [uri])
  }

  /** Passes an event on, and notes of it what is said of a connection that nobody looks at. */
  #take(uri: string, message: EventMessage): void {
    const entry = this.#entries.get(uri)
    if (!entry) return
    const news = { ...newsIn(message), ...countsIn(entry, message) }
    if (Object.keys(news).length > 0) {
      entry.view = { ...entry.view, ...news }
      this.#tell()
    }
    this.#options.onEvent(uri, message)
  }

  #remember(): void {
    this.#options.list.write(this.#added())
    this.#tell()
  }

  #added(): string[] {
    const views = [...this.#entries.values()].map(({ view }) => view)
    return views.filter(({ isHost }) => !isHost).map(({ uri }) => uri)
  }

  #tell(): void {
    this.#options.onList([...this.#entries.values()].map(({ view }) => view))
  }
}

function isBySsh(text: string): boolean {
  const uri = parseConnectionUri(text)
  return !('problem' in uri) && uri.transport === 'ssh'
}

/** Nothing where they are as they were: most of what happens on a host changes no count. */
function countsIn({ things, view }: Entry, message: EventMessage): Partial<Connection> {
  if (message.event === 'backend') {
    things.clear()
    return { counts: null }
  }
  if (message.event !== 'inventory') return {}
  things.take(message.payload)
  const { counts } = things
  return JSON.stringify(counts) === JSON.stringify(view.counts) ? {} : { counts }
}

function newsIn(message: EventMessage): Partial<Connection> | null {
  if (message.event === 'backend') {
    const { ready } = message.payload
    return ready ? { ready } : { ready, libvirt: { status: 'connecting' }, awaitsAnswer: false }
  }
  if (message.event !== 'inventory') return null
  const { services, change } = message.payload
  if (services === undefined && change === undefined) return null
  return {
    ...(services && { libvirt: services.libvirt }),
    ...(change !== undefined && { awaitsAnswer: change?.phase === 'awaiting-answer' }),
  }
}
