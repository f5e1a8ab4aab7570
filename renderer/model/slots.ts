/**
 * Which element shows which row of a long list: a row that comes takes the element of one that has
 * gone, with other texts, as a new one costs three times as much. One that stays keeps its own, and
 * the element that has the focus is nobody else's: Enter must not open what the ring was not around.
 */
export class Slots {
  readonly #taken = new Map<string, number>()
  #next = 0

  /** The slot of each key, in their order. */
  take(keys: string[], focused: string | null): number[] {
    const free = this.#release(new Set(keys), focused)
    return keys.map((key) => {
      const slot = this.#taken.get(key) ?? free.shift() ?? this.#next++
      this.#taken.set(key, slot)
      return slot
    })
  }

  #release(wanted: Set<string>, focused: string | null): number[] {
    const gone = [...this.#taken].filter(([key]) => !wanted.has(key))
    for (const [key] of gone) this.#taken.delete(key)
    return gone.filter(([key]) => key !== focused).map(([, slot]) => slot)
  }
}
