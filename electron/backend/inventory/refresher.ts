/**
 * Reads single objects again when something happened to them: one reading at a time for each, and
 * one more when something happened meanwhile, however often.
 */
export class Refresher {
  readonly #read: (key: string) => Promise<void>
  readonly #running = new Set<string>()
  /** What is to be read, with who waits for it. */
  readonly #asked = new Map<string, PromiseWithResolvers<void>>()
  #opened = false

  /** @param read may fail, when the connection is lost: everything is then read anew anyway */
  constructor(read: (key: string) => Promise<void>) {
    this.#read = read
  }

  /** Until now requests have only been remembered. */
  open(): void {
    this.#opened = true
    for (const key of this.#asked.keys()) void this.#run(key)
  }

  refresh(key: string): void {
    this.refreshed(key).catch(() => undefined)
  }

  /** Resolves after a reading that began after this call; rejects when that one failed. */
  refreshed(key: string): Promise<void> {
    const asked = this.#asked.get(key) ?? Promise.withResolvers<void>()
    this.#asked.set(key, asked)
    if (this.#opened && !this.#running.has(key)) void this.#run(key)
    return asked.promise
  }

  async #run(key: string): Promise<void> {
    this.#running.add(key)
    for (let asked; (asked = this.#asked.get(key));) {
      this.#asked.delete(key)
      await this.#read(key).then(asked.resolve, asked.reject)
    }
    this.#running.delete(key)
  }
}
