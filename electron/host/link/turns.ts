/** Logins take turns: fifty at once would take a slow computer so long that each of them is given up. */

const MOST_AT_ONCE = 8
/** One that nobody answers holds up no other for longer. */
const LONGEST_TURN_MS = 1_000

export class Turns {
  #free = MOST_AT_ONCE
  readonly #waiting: (() => void)[] = []

  /** Begins it once it is its turn. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    const { promise: isOver, resolve: end } = Promise.withResolvers<void>()
    const timer = setTimeout(end, LONGEST_TURN_MS)
    void isOver.then(() => this.#pass())
    try {
      return await work()
    } finally {
      clearTimeout(timer)
      end()
    }
  }

  #pass(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free++
  }
}
