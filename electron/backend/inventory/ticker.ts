/**
 * Looks at once and then each so many milliseconds while somebody watches. A look that fails, as
 * when libvirt or the link to a host ends in the middle of it, ends nothing: the next one is as good.
 */
export class Ticker {
  readonly #look: () => Promise<void>
  readonly #everyMs: number
  #timer: NodeJS.Timeout | null = null

  constructor(look: () => Promise<void>, everyMs: number) {
    this.#look = look
    this.#everyMs = everyMs
  }

  get isWatched(): boolean {
    return this.#timer !== null
  }

  setWatched(watched: boolean): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = watched ? setInterval(() => this.#tick(), this.#everyMs) : null
    if (watched) this.#tick()
  }

  #tick(): void {
    this.#look().catch(() => undefined)
  }
}
