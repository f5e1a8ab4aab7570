/** Does something once it is quiet, once for many wakings, and never twice at a time. */

/**
 * So long has nobody woken it: of a thousand machines a look takes 25 ms, in which the event of
 * another change would wait.
 */
const QUIET_MS = 300
/** The first time: everything is being read, and a window is being drawn. */
const FIRST_MS = 1_000
/** After the first waking, where it never gets quiet. */
const AT_LATEST_MS = 2_000

export class InPassing {
  readonly #look: () => Promise<void>
  #timer: NodeJS.Timeout | null = null
  #wokenAt: number | null = null
  #quietMs = FIRST_MS
  #looking = false
  #again = false

  constructor(look: () => Promise<void>) {
    this.#look = look
  }

  wake(): void {
    if (this.#looking) {
      this.#again = true
      return
    }
    const now = performance.now()
    this.#wokenAt ??= now
    const left = this.#wokenAt + AT_LATEST_MS - now
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#run(), Math.max(0, Math.min(this.#quietMs, left)))
  }

  async #run(): Promise<void> {
    this.#timer = null
    this.#wokenAt = null
    this.#quietMs = QUIET_MS
    this.#looking = true
    // What fails (a service that goes this moment) wakes us again by its own event.
    await this.#look().catch(() => undefined)
    this.#looking = false
    if (!this.#again) return
    this.#again = false
    this.wake()
  }
}
