/** Chance that can be had again: the same seed and step give the same choices. */

/** mulberry32: 32 bits of state, good enough to wander about with. */
export class Random {
  #state: number

  /** Each step has a stream of its own, so that what one step draws does not shift the next. */
  constructor(seed: number, step: number) {
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(step + 1, 0x85ebca6b)) >>> 0
    this.next()
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  /** One of them; undefined of none. */
  pick<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)]
  }

  /** One of them, as often as its weight says. */
  weighted<T extends { weight: number }>(list: readonly [T, ...T[]]): T {
    let left = this.next() * list.reduce((sum, { weight }) => sum + weight, 0)
    return list.find(({ weight }) => (left -= weight) < 0) ?? list[0]
  }

  mac(): string {
    const byte = () => this.below(256).toString(16).padStart(2, '0')
    return `52:54:00:${byte()}:${byte()}:${byte()}`
  }
}
