/** Looks now and then while somebody watches: at once when they come, and then without haste. */

const SHORTEST_MS = 10_000
/** Looking may take one part in so many of the time: a quarter of a percent. */
const PATIENCE = 400

export class SlowPoll {
  readonly #look: () => Promise<void>
  #timer: NodeJS.Timeout | null = null
  #watched = false
  #looking = false
  #again = false

  /** @param look may fail: the next one is as good */
  constructor(look: () => Promise<void>) {
    this.#look = look
  }

  setWatched(watched: boolean): void {
    this.#watched = watched
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (watched) void this.#run()
  }

  async #run(): Promise<void> {
    // What happened since the look under way began needs another.
    this.#again = this.#looking
    if (this.#looking) return
    this.#looking = true
    const before = performance.now()
    await this.#look().catch(() => undefined)
    this.#looking = false
    if (this.#again) await this.#run()
    else this.#schedule(performance.now() - before)
  }

  #schedule(tookMs: number): void {
    if (!this.#watched) return
    const pause = Math.max(SHORTEST_MS, tookMs * PATIENCE)
    this.#timer = setTimeout(() => void this.#run(), pause)
  }
}
