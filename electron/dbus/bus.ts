/**
 * D-Bus: calls, signals and owners of names. It knows nothing of NetworkManager.
 *
 * The sole importer of dbus-next (an npm alias of its maintained fork).
 */
import type { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'
import { Message, MessageType, Variant, sessionBus, systemBus } from 'dbus-next'
import type { MessageBus } from 'dbus-next'

export { Variant }

export interface Signal {
  path: string
  interface: string
  member: string
  body: unknown[]
}

/** A daemon's refusal, with D-Bus's own error name (`org.freedesktop.…`). */
export class BusError extends Error {
  readonly type: string

  constructor(type: string, text: string) {
    super(text)
    this.name = 'BusError'
    this.type = type
  }
}

/** Lets a polkit agent ask for a password; D-Bus specification, "Message Format", flag 0x4. */
const ALLOW_INTERACTIVE_AUTHORIZATION = 0x4

const DBUS = 'org.freedesktop.DBus'
const DISCONNECTED = `${DBUS}.Error.Disconnected`

export class Bus {
  readonly #bus: MessageBus
  readonly #inFlight = new Set<(error: BusError) => void>()

  private constructor(bus: MessageBus) {
    this.#bus = bus
  }

  /**
   * Connects to the system bus.
   * @param onClosed called once, when the bus is gone or `close` was called
   * @param busAddress of another one, in D-Bus's own words (`unix:path=…`); default: this computer's
   * @throws BusError when there is no bus
   */
  static async connect(onClosed: () => void, busAddress?: string): Promise<Bus> {
    const messages =
      busAddress === undefined ? systemBus() : sessionBus({ busAddress, authMethods: ['EXTERNAL'] })
    await new Promise<void>((resolve, reject) => {
      errorsOf(messages).on('error', (error: unknown) => reject(asBusError(error)))
      // One that ends before it has greeted says nothing.
      connectionOf(messages).once('end', () =>
        reject(new BusError(DISCONNECTED, 'The bus is gone')),
      )
      messages.once('connect', resolve)
    })
    const bus = new Bus(messages)
    streamOf(messages).once('close', () => {
      bus.#abandonCalls()
      onClosed()
    })
    return bus
  }

  /** Calls a method and returns the values of its reply. @throws BusError */
  async call(
    destination: string,
    path: string,
    iface: string,
    member: string,
    signature = '',
    body: unknown[] = [],
  ): Promise<unknown[]> {
    const message = new Message({
      type: MessageType.METHOD_CALL,
      destination,
      path,
      interface: iface,
      member,
      signature,
      body,
      flags: ALLOW_INTERACTIVE_AUTHORIZATION,
    })
    try {
      const reply = await this.#reply(message)
      return reply?.body ?? []
    } catch (error) {
      throw asBusError(error)
    }
  }

  /** Every signal that `sender` emits, in the order of the bus. */
  async subscribe(sender: string, listener: (signal: Signal) => void): Promise<void> {
    const owner = { current: await this.owner(sender) }
    this.#bus.on('message', (message: Message) => {
      if (message.type !== MessageType.SIGNAL) return
      if (isOwnerChange(message)) {
        if (message.body[0] === sender) owner.current = (message.body[2] as string) || null
        return
      }
      if (message.sender === owner.current) listener(message)
    })
    await this.#match(`type='signal',sender='${sender}'`)
  }

  /** Tells when `name` gets a new owner, or loses it (`null`): the daemon started, or ended. */
  async watchOwner(name: string, listener: (owner: string | null) => void): Promise<void> {
    this.#bus.on('message', (message: Message) => {
      if (!isOwnerChange(message)) return
      const [changed, , owner] = message.body as string[]
      if (changed === name) listener(owner || null)
    })
    await this.#match(`type='signal',sender='${DBUS}',member='NameOwnerChanged',arg0='${name}'`)
  }

  /**
   * Answers calls to an object of ours; others than `caller`, by its well-known name, are refused.
   * @param answer what it throws is told as a refusal
   */
  async serve(
    caller: string,
    path: string,
    iface: string,
    answer: (member: string, body: unknown[]) => Promise<void>,
  ): Promise<void> {
    const owner = { current: await this.owner(caller) }
    await this.watchOwner(caller, (now) => (owner.current = now))
    this.#bus.addMethodHandler((message: Message) => {
      if (message.path !== path || message.interface !== iface) return false
      const isAsked = message.sender === owner.current
      const refused = new BusError(`${DBUS}.Error.AccessDenied`, 'This is asked by nobody else')
      const answered = isAsked ? answer(message.member, message.body) : Promise.reject(refused)
      answered.then(
        () => this.#bus.send(Message.newMethodReturn(message)),
        (error: unknown) => {
          const { type, message: text } = asBusError(error)
          this.#bus.send(Message.newError(message, type, text))
        },
      )
      return true
    })
  }

  /** The unique name behind `name`, or null when nobody has it. */
  async owner(name: string): Promise<string | null> {
    try {
      const [owner] = await this.call(DBUS, '/org/freedesktop/DBus', DBUS, 'GetNameOwner', 's', [
        name,
      ])
      return owner as string
    } catch {
      return null
    }
  }

  /** Its own unique name. */
  get name(): string {
    return this.#bus.name ?? ''
  }

  close(): void {
    this.#bus.disconnect()
  }

  async #reply(message: Message): Promise<Message | null> {
    const { promise, resolve, reject } = Promise.withResolvers<Message | null>()
    this.#inFlight.add(reject)
    this.#bus.call(message).then(resolve, reject)
    return promise.finally(() => this.#inFlight.delete(reject))
  }

  /** dbus-next never answers what is in flight when its connection ends. */
  #abandonCalls(): void {
    const error = new BusError(DISCONNECTED, 'The bus is gone')
    for (const reject of this.#inFlight) reject(error)
  }

  async #match(rule: string): Promise<void> {
    await this.call(DBUS, '/org/freedesktop/DBus', DBUS, 'AddMatch', 's', [rule])
  }
}

/** A value without its variants: what code reads, while what is sent back keeps them. */
export function plain(value: unknown): unknown {
  if (value instanceof Variant) return plain(value.value)
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Uint8Array || value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

/** From the bus itself: a signal sent to us alone passes every match, whoever sent it. */
function isOwnerChange({ type, sender, member }: Message): boolean {
  return type === MessageType.SIGNAL && sender === DBUS && member === 'NameOwnerChanged'
}

/** Its types leave out `error`, which it does emit, also for one malformed message. */
function errorsOf(bus: MessageBus): EventEmitter {
  return bus as unknown as EventEmitter
}

/** It tells nobody that its stream has ended. */
function streamOf(bus: MessageBus): Duplex {
  return connectionOf(bus).stream
}

/** Its stream is there only once it has been opened; until then the end is told by this. */
function connectionOf(bus: MessageBus): EventEmitter & { stream: Duplex } {
  return (bus as unknown as { _connection: EventEmitter & { stream: Duplex } })._connection
}

function asBusError(error: unknown): BusError {
  if (error instanceof BusError) return error
  const { type, text, message } = error as { type?: string; text?: string; message?: string }
  return new BusError(type ?? 'org.freedesktop.DBus.Error.Failed', text ?? message ?? String(error))
}
