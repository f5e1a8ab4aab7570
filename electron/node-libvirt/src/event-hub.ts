import { EventChannel, type EventListener } from './event-channel.ts'
import {
  closeReason,
  EVENT_SOURCES,
  type ConnectionEventName,
  type ConnectionEvents,
  type Listener,
  type Unsubscribe,
} from './events.ts'
import type { ConnectHandle } from './native.ts'

/** Everything that listens to one connection. */
export class EventHub {
  #handle: ConnectHandle | undefined
  #closed: ConnectionEvents['closed'] | undefined
  readonly #onClosed = new Set<Listener<'closed'>>()
  readonly #channels = new Map<string, EventChannel>()

  attach(handle: ConnectHandle): void {
    this.#handle = handle
  }

  /** The first reason counts: what follows is only the tidying up. */
  close(reason: number): void {
    if (this.#closed) return
    const closed = { reason: closeReason(reason) }
    this.#closed = closed
    for (const listener of this.#onClosed) queueMicrotask(() => listener(closed))
    this.#onClosed.clear()
  }

  async on<Name extends ConnectionEventName>(
    name: Name,
    listener: Listener<Name>,
  ): Promise<Unsubscribe> {
    if (name === 'closed') return this.#listenToClosed(listener as Listener<'closed'>)
    const leave = await this.#channel(name as Exclude<Name, 'closed'>).add(
      listener as EventListener,
    )
    let left: Promise<void> | undefined
    return () => (left ??= leave().catch(this.#unlessClosed))
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

  #channel(name: keyof typeof EVENT_SOURCES): EventChannel {
    const channel = this.#channels.get(name) ?? new EventChannel(this.#handle!, EVENT_SOURCES[name])
    this.#channels.set(name, channel)
    return channel
  }

  #listenToClosed(listener: Listener<'closed'>): Unsubscribe {
    const closed = this.#closed
    if (closed) queueMicrotask(() => listener(closed))
    else this.#onClosed.add(listener)
    return async () => void this.#onClosed.delete(listener)
  }

  /** A daemon that is gone cannot be told, and need not. */
  readonly #unlessClosed = (error: unknown): void => {
    if (!this.#closed) throw error
  }
}
