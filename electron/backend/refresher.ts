/**
 * Reads single objects again when something happened to them: one reading at a time for each, and
 * one more when something happened meanwhile, however often.
 */
export class Refresher {
  readonly #read: (key: string) => Promise<void>
  readonly #running = new Set<string>()
  readonly #again = new Set<string>()
  #opened = false

  /** @param read may fail, when the connection is lost: everything is then read anew anyway */
  constructor(read: (key: string) => Promise<void>) {
    this.#read = read
  }

  /** Until now requests have only been remembered. */
  open(): void {
    this.#opened = true
    const waiting = [...this.#again]
    this.#again.clear()
    waiting.forEach((key) => this.refresh(key))
  }

  refresh(key: string): void {
    if (!this.#opened || this.#running.has(key)) {
      this.#again.add(key)
      return
    }
    void this.#run(key)
  }

  async #run(key: string): Promise<void> {
    this.#running.add(key)
    do {
      this.#again.delete(key)
      await this.#read(key).catch(() => undefined)
    } while (this.#again.has(key))
    this.#running.delete(key)
  }
}
