/** Where a backend runs: in a process of its own, or in one with others. Forked again when that dies. */
import { utilityProcess } from 'electron'
import type { UtilityProcess } from 'electron'
import { MANY } from '../../../shared/protocol.ts'
import type { Addressed, BackendMessage } from '../../../shared/protocol.ts'

/** A process that dies at once must not be started in a busy loop. */
const RESTART_MS = 500

export interface WayListener {
  /** It is there, at first or again, and takes messages. */
  begun(): void
  receive(message: BackendMessage): void
  /** It has died. */
  gone(): void
}

export interface BackendWay {
  open(listener: WayListener): void
  post(message: unknown): void
  close(): void
}

interface Told {
  begun(): void
  receive(message: unknown): void
  gone(): void
}

/** Forked anew until it is stopped. */
class Forked {
  readonly #fork: () => UtilityProcess
  readonly #told: Told
  #process: UtilityProcess | null = null
  #isStopped = false

  constructor(fork: () => UtilityProcess, told: Told) {
    this.#fork = fork
    this.#told = told
  }

  start(): void {
    if (this.#isStopped) return
    const child = this.#fork()
    this.#process = child
    child.on('message', (message: unknown) => this.#told.receive(message))
    child.on('exit', () => {
      this.#process = null
      if (this.#isStopped) return
      this.#told.gone()
      setTimeout(() => this.start(), RESTART_MS)
    })
    this.#told.begun()
  }

  post(message: unknown): void {
    this.#process?.postMessage(message)
  }

  stop(): void {
    this.#isStopped = true
    this.#process?.kill()
  }
}

/** @param name as it is called in lists of processes */
export function ownProcess(program: string, name: string, args: string[]): BackendWay {
  let forked: Forked | null = null
  return {
    open: (listener) => {
      const fork = () => utilityProcess.fork(program, args, { serviceName: name })
      forked = new Forked(fork, {
        begun: () => listener.begun(),
        receive: (message) => listener.receive(message as BackendMessage),
        gone: () => listener.gone(),
      })
      forked.start()
    },
    post: (message) => forked?.post(message),
    close: () => forked?.stop(),
  }
}

/** It is there for as long as it has a backend. */
export class SharedProcess {
  readonly #program: string
  readonly #name: string
  readonly #listeners = new Map<string, WayListener>()
  #forked: Forked | null = null

  constructor(program: string, name: string) {
    this.#program = program
    this.#name = name
  }

  way(connection: string): BackendWay {
    return {
      open: (listener) => this.#open(connection, listener),
      post: (message) => this.#post(connection, message),
      close: () => this.#close(connection),
    }
  }

  #open(connection: string, listener: WayListener): void {
    this.#listeners.set(connection, listener)
    if (this.#forked) return this.#begin(connection, listener)
    const fork = () => utilityProcess.fork(this.#program, [MANY], { serviceName: this.#name })
    this.#forked = new Forked(fork, {
      begun: () => this.#listeners.forEach((one, uri) => this.#begin(uri, one)),
      receive: (message) => this.#receive(message as Addressed<BackendMessage>),
      gone: () => this.#listeners.forEach((one) => one.gone()),
    })
    this.#forked.start()
  }

  #begin(connection: string, listener: WayListener): void {
    this.#post(connection, 'open')
    listener.begun()
  }

  #receive({ connection, message }: Addressed<BackendMessage>): void {
    if (typeof message !== 'string') this.#listeners.get(connection)?.receive(message)
  }

  #close(connection: string): void {
    if (!this.#listeners.delete(connection)) return
    this.#post(connection, 'close')
    if (this.#listeners.size > 0) return
    this.#forked?.stop()
    this.#forked = null
  }

  #post(connection: string, message: unknown): void {
    this.#forked?.post({ connection, message })
  }
}
