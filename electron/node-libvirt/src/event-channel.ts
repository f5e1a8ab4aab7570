import type { EventSource } from './events.ts'
import { native, type ConnectHandle } from './native.ts'

export type EventListener = (payload: never) => void

/**
 * All listeners to one kind of event of a connection. libvirt takes a callback only once, so they
 * share a registration: the first makes it, the last undoes it.
 */
export class EventChannel {
  readonly #handle: ConnectHandle
  readonly #source: EventSource
  readonly #listeners = new Set<{ call: EventListener }>()
  #registration: Promise<number> | undefined
  #deregistration: Promise<void> = Promise.resolve()

  constructor(handle: ConnectHandle, source: EventSource) {
    this.#handle = handle
    this.#source = source
  }

  /** Resolves when libvirt has registered it, with what makes it leave. */
  async add(call: EventListener): Promise<() => Promise<void>> {
    // An entry of its own, as the same function may listen twice.
    const entry = { call }
    this.#listeners.add(entry)
    this.#registration ??= this.#register()
    try {
      await this.#registration
    } catch (error) {
      this.#listeners.delete(entry)
      throw error
    }
    return () => this.#remove(entry)
  }

  #register(): Promise<number> {
    const { family, id } = this.#source
    const registration = this.#deregistration.then(() =>
      native.subscribe(this.#handle, family, id, this.#dispatch),
    )
    registration.catch(() => (this.#registration = undefined))
    return registration
  }

  async #remove(entry: { call: EventListener }): Promise<void> {
    const registration = this.#registration
    if (this.#listeners.delete(entry) && this.#listeners.size === 0 && registration) {
      this.#registration = undefined
      const deregistration = registration.then((id) => native.unsubscribe(this.#handle, id))
      this.#deregistration = deregistration.catch(() => {})
      await deregistration
    }
  }

  readonly #dispatch = (payload: { event?: number }): void => {
    const event = this.#named(payload)
    for (const { call } of [...this.#listeners]) {
      try {
        call(event as never)
      } catch (error) {
        // One listener's mistake is not the others' problem: it becomes an `uncaughtException`.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  /** Names the `event` of a lifecycle; other payloads pass as they are. */
  #named(payload: { event?: number }): unknown {
    const { lifecycle } = this.#source
    if (!lifecycle) return payload
    return { ...payload, event: lifecycle[payload.event!] ?? `event-${payload.event}` }
  }
}
