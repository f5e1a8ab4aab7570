import {
  closeReason,
  EVENT_SOURCES,
  type ConnectionEventName,
  type ConnectionEvents,
  type EventSource,
  type Listener,
  type Unsubscribe,
} from './events.ts'
import { native, type ConnectHandle } from './native.ts'

type NativeListener = (payload: never) => void

/** Names the `event` of a lifecycle event; other payloads pass as they are. */
const named =
  (lifecycle: readonly string[], listener: NativeListener) =>
  (payload: { event: number }): void => {
    const event = lifecycle[payload.event] ?? `event-${payload.event}`
    listener({ ...payload, event } as never)
  }

/** The listeners of one connection. */
export class EventHub {
  #handle: ConnectHandle | undefined
  #closed: ConnectionEvents['closed'] | undefined
  readonly #onClosed = new Set<Listener<'closed'>>()

  attach(handle: ConnectHandle): void {
    this.#handle = handle
  }

  /** The first reason counts: what follows is only the tidying up. */
  close(reason: number): void {
    if (this.#closed) return
    this.#closed = { reason: closeReason(reason) }
    for (const listener of this.#onClosed) queueMicrotask(() => listener(this.#closed!))
    this.#onClosed.clear()
  }

  async on<Name extends ConnectionEventName>(
    name: Name,
    listener: Listener<Name>,
  ): Promise<Unsubscribe> {
    if (name === 'closed') return this.#listenToClosed(listener as Listener<'closed'>)
    const source: EventSource = EVENT_SOURCES[name as Exclude<Name, 'closed'>]
    const { lifecycle } = source
    return this.#subscribe(
      source,
      lifecycle ? named(lifecycle, listener as NativeListener) : listener,
    )
  }

  async iterate<Name extends ConnectionEventName>(
    name: Name,
  ): Promise<AsyncGenerator<ConnectionEvents[Name], void>> {
    const waiting: ConnectionEvents[Name][] = []
    let wake = (): void => {}
    const stopListening = await this.on(name, (event) => {
      waiting.push(event)
      wake()
    })
    const stopWaiting = this.#listenToClosed(() => wake())
    const isClosed = () => this.#closed !== undefined
    return (async function* () {
      try {
        for (;;) {
          while (waiting.length > 0) yield waiting.shift()!
          if (isClosed()) return
          await new Promise<void>((resolve) => (wake = resolve))
        }
      } finally {
        await Promise.all([stopListening(), stopWaiting()])
      }
    })()
  }

  /** A daemon that is gone cannot be told, and need not. */
  readonly #unlessClosed = (error: unknown): void => {
    if (!this.#closed) throw error
  }

  #listenToClosed(listener: Listener<'closed'>): Unsubscribe {
    const closed = this.#closed
    if (closed) queueMicrotask(() => listener(closed))
    else this.#onClosed.add(listener)
    return async () => void this.#onClosed.delete(listener)
  }

  async #subscribe({ family, id }: EventSource, listener: NativeListener): Promise<Unsubscribe> {
    const handle = this.#handle!
    const subscription = await native.subscribe(handle, family, id, listener)
    let stopped: Promise<void> | undefined
    return () => (stopped ??= native.unsubscribe(handle, subscription).catch(this.#unlessClosed))
  }
}
