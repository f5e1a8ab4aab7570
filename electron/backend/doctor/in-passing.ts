/** Does something soon after it was woken, once for many wakings, and never twice at a time. */
const SOON_MS = 300
/** The first time: everything is being read, and a window is being drawn. */
const FIRST_MS = 1_000

export class InPassing {
  readonly #look: () => Promise<void>
  #timer: NodeJS.Timeout | null = null
  #soonMs = FIRST_MS
  #looking = false
  #again = false

  constructor(look: () => Promise<void>) {
    this.#look = look
  }

  wake(): void {
    if (this.#looking) this.#again = true
    else this.#timer ??= setTimeout(() => void this.#run(), this.#soonMs)
  }

  async #run(): Promise<void> {
    this.#timer = null
    this.#soonMs = SOON_MS
    this.#looking = true
    // What fails (a service that goes this moment) wakes us again by its own event.
    await this.#look().catch(() => undefined)
    this.#looking = false
    if (!this.#again) return
    this.#again = false
    this.wake()
  }
}
