/** Keeps one connection to a daemon alive: opens it, waits for its end, opens it again. */
import { toErrorData } from '../../../shared/errors.ts'
import type { ErrorData } from '../../../shared/errors.ts'

const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 10_000
/** A host that is asked too often by ssh shuts us out. */
export const PATIENT_DELAY_MS = 60_000

export interface Session {
  /** Resolves when the connection has ended. */
  ended: Promise<unknown>
}

export class Reconnector {
  readonly #open: () => Promise<Session>
  readonly #onUnavailable: (error: ErrorData, retryAt: number) => void
  #wake: (() => void) | null = null
  readonly #longestDelayMs: number
  #stopped = false
  #delay = FIRST_DELAY_MS

  /**
   * @param open opens and reads everything anew; its failure is told and tried again
   */
  constructor(
    open: () => Promise<Session>,
    onUnavailable: (error: ErrorData, retryAt: number) => void,
    longestDelayMs = LONGEST_DELAY_MS,
  ) {
    this.#longestDelayMs = longestDelayMs
    this.#open = open
    this.#onUnavailable = onUnavailable
  }

  async run(): Promise<void> {
    while (!this.#stopped) {
      try {
        const session = await this.#open()
        this.#delay = FIRST_DELAY_MS
        await session.ended
      } catch (error) {
        const delay = this.#delay
        this.#delay = Math.min(delay * 2, this.#longestDelayMs)
        this.#onUnavailable(toErrorData(error), Date.now() + delay)
        await this.#pause(delay)
      }
    }
  }

  /** Does not wait any longer before the next try. */
  retryNow(): void {
    this.#wake?.()
  }

  /** Somebody is there again who may need another moment: the next tries follow soon. */
  retrySoon(): void {
    this.#delay = FIRST_DELAY_MS
    this.#wake?.()
  }

  stop(): void {
    this.#stopped = true
    this.#wake?.()
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
