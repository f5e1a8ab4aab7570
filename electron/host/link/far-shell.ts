/** A shell on a far host that is asked one thing after the other. */
import { randomBytes } from 'node:crypto'
import type { Running } from '../side.ts'
import { SHELL_SCRIPT, opening } from './far-script.ts'
import { Framing } from './framing.ts'
import type { Part } from './framing.ts'

export interface Question {
  verb: string
  words: string[]
  /** How many parts the answer has. */
  parts: number
  /** Milliseconds. */
  timeoutMs: number
}

/** Until a login script is through. */
export const GREETING_MS = 20_000

interface Asked {
  wanted: number
  parts: Part[]
  resolve: (parts: Part[]) => void
  reject: (error: Error) => void
  timer: NodeJS.Timeout
}

/** Random, so that nothing there can have said it before. */
export function newToken(): string {
  return randomBytes(16).toString('hex')
}

/** Also when it could not be started. */
export function ended(running: Running): Promise<void> {
  return new Promise((resolve) => {
    running.once('error', () => resolve())
    running.once('close', () => resolve())
  })
}

export class FarShell {
  readonly ended: Promise<void>
  #isEnded = false
  readonly #running: Running
  readonly #framing: Framing
  #asked: Asked | null = null

  private constructor(running: Running, token: string) {
    this.#running = running
    this.#framing = new Framing(token)
    this.ended = ended(running)
    void this.ended.then(() => this.#end(new Error('The connection to the host has ended')))
    running.stdin.on('error', () => undefined)
    running.stdout.on('data', (data: Buffer) => this.#take(data))
  }

  /** @throws Error when it ends before it has greeted, or does not greet in time */
  static async start(running: Running): Promise<FarShell> {
    const token = newToken()
    const shell = new FarShell(running, token)
    const greeted = shell.#expect(1, GREETING_MS)
    running.stdin.write(opening(SHELL_SCRIPT, token))
    await greeted
    return shell
  }

  get isBusy(): boolean {
    return this.#asked !== null
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  /**
   * One at a time.
   * @throws Error without an answer in time, which ends the shell: what comes later would be taken for
   *   the answer to something else
   */
  ask({ verb, words, parts, timeoutMs }: Question): Promise<Part[]> {
    if (words.some((word) => /[\n\0]/.test(word))) {
      return Promise.reject(new Error('A word with a line break can’t be asked'))
    }
    const answer = this.#expect(parts, timeoutMs)
    this.#running.stdin.write([verb, words.length, ...words, ''].join('\n'))
    return answer
  }

  kill(): void {
    this.#end(new Error('The connection to the host has ended'))
    this.#running.kill()
  }

  #expect(wanted: number, timeoutMs: number): Promise<Part[]> {
    if (this.#isEnded || this.#asked) return Promise.reject(new Error('The shell can’t be asked'))
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#end(new Error(`The host has not answered for ${timeoutMs / 1000} s`))
        this.kill()
      }, timeoutMs)
      this.#asked = { wanted, parts: [], resolve, reject, timer }
    })
  }

  #take(data: Buffer): void {
    try {
      for (const part of this.#framing.take(data)) this.#hear(part)
    } catch (error) {
      this.#end(error as Error)
      this.kill()
    }
  }

  #hear(part: Part): void {
    const asked = this.#asked
    if (!asked) throw new Error('The host has answered what nobody asked')
    asked.parts.push(part)
    if (asked.parts.length < asked.wanted) return
    this.#asked = null
    clearTimeout(asked.timer)
    asked.resolve(asked.parts)
  }

  #end(error: Error): void {
    this.#isEnded = true
    const asked = this.#asked
    this.#asked = null
    if (asked) clearTimeout(asked.timer)
    asked?.reject(error)
  }
}
