import { EventEmitter } from 'node:events'
import { constants } from 'node:os'

interface Wire {
  send(message: unknown): void
  type(text: Buffer): void
  kill(signal: NodeJS.Signals): void
}

interface Events {
  message: [unknown]
  output: ['stdout' | 'stderr', Buffer]
  exit: [number | null, NodeJS.Signals | null]
}

/** A program on a whole computer; for who starts programs it is as a child process is. */
export class RemoteProcess extends EventEmitter<Events> {
  exitCode: number | null = null
  signalCode: NodeJS.Signals | null = null
  readonly #wire: Wire

  constructor(wire: Wire) {
    super()
    this.#wire = wire
  }

  send(message: unknown): boolean {
    this.#wire.send(message)
    return true
  }

  type(text: Buffer): void {
    this.#wire.type(text)
  }

  kill(signal: NodeJS.Signals = 'SIGTERM'): boolean {
    this.#wire.kill(signal)
    return true
  }

  said(where: 'stdout' | 'stderr', base64: string): void {
    this.emit('output', where, Buffer.from(base64, 'base64'))
  }

  told(message: unknown): void {
    this.emit('message', message)
  }

  /** @param status negative: the signal that ended it */
  ended(status: number): void {
    if (status >= 0) this.exitCode = status
    else this.signalCode = nameOf(-status)
    this.emit('exit', this.exitCode, this.signalCode)
  }

  lost(): void {
    if (this.exitCode === null && this.signalCode === null) this.ended(-constants.signals.SIGKILL)
  }
}

function nameOf(signal: number): NodeJS.Signals {
  const names = Object.entries(constants.signals)
  return (names.find(([, number]) => number === signal)?.[0] ?? 'SIGKILL') as NodeJS.Signals
}
