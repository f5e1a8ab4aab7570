/** The counters of the last minutes, as rates. Pure, but for what it remembers. */
import type { Counted, Traffic, TrafficSample } from '../../shared/model/traffic.ts'

/** Five minutes, at one sample a second. */
export const REMEMBERED = 300

/** Bytes a second. */
export interface Rate {
  received: number
  sent: number
}

export interface Curves {
  /** Seconds before the newest sample: …, -2, -1, 0. */
  times: number[]
  /** Null where there was none. */
  received: (number | null)[]
  sent: (number | null)[]
}

export type Side = 'interfaces' | 'nics'

interface Series {
  last: Traffic
  received: Float64Array
  sent: Float64Array
}

export class TrafficHistory {
  readonly #series: Record<Side, Map<string, Series>> = { interfaces: new Map(), nics: new Map() }
  readonly #times = new Float64Array(REMEMBERED)
  #count = 0
  #at: number | null = null

  add(sample: TrafficSample): void {
    const seconds = this.#at === null ? NaN : (sample.at - this.#at) / 1000
    // Counters of a backend that has started anew, on a clock that has too.
    if (seconds <= 0) this.clear()
    const slot = this.#count % REMEMBERED
    this.#times[slot] = sample.at
    this.#take('interfaces', sample.interfaces, slot, seconds)
    this.#take('nics', sample.nics, slot, seconds)
    this.#at = sample.at
    this.#count++
  }

  clear(): void {
    this.#series.interfaces.clear()
    this.#series.nics.clear()
    this.#count = 0
    this.#at = null
  }

  /** Of all of them together, now; null where nobody knows. */
  rate(side: Side, names: string[]): Rate | null {
    const slot = (this.#count + REMEMBERED - 1) % REMEMBERED
    const known = this.#known(side, names)
    const rates = known.filter(({ received }) => !Number.isNaN(received[slot]))
    if (rates.length === 0) return null
    const sum = (direction: 'received' | 'sent') =>
      rates.reduce((total, series) => total + (series[direction][slot] ?? 0), 0)
    return { received: sum('received'), sent: sum('sent') }
  }

  /** Of all of them together, since their devices were made. */
  totals(side: Side, names: string[]): Traffic | null {
    const known = this.#known(side, names)
    if (known.length === 0) return null
    const sum = (direction: keyof Traffic) => known.map(({ last }) => last[direction]).reduce(added)
    return { received: sum('received'), sent: sum('sent') }
  }

  curves(side: Side, names: string[]): Curves {
    const length = Math.min(this.#count, REMEMBERED)
    const slots = Array.from({ length }, (_, index) => (this.#count - length + index) % REMEMBERED)
    const known = this.#known(side, names)
    const newest = this.#at ?? 0
    return {
      times: slots.map((slot) => ((this.#times[slot] ?? 0) - newest) / 1000),
      received: slots.map((slot) => sumAt(known, 'received', slot)),
      sent: slots.map((slot) => sumAt(known, 'sent', slot)),
    }
  }

  #known(side: Side, names: string[]): Series[] {
    return names.flatMap((name) => this.#series[side].get(name) ?? [])
  }

  #take(side: Side, counters: Record<string, Traffic>, slot: number, seconds: number): void {
    const all = this.#series[side]
    for (const name of all.keys()) if (!(name in counters)) all.delete(name)
    for (const [name, now] of Object.entries(counters)) {
      const series = all.get(name) ?? newSeries(now)
      all.set(name, series)
      series.received[slot] = rateOf(series.last.received, now.received, seconds)
      series.sent[slot] = rateOf(series.last.sent, now.sent, seconds)
      series.last = now
    }
  }
}

/** A new device has no rate at its first sample: nothing is known of the second before. */
function newSeries(last: Traffic): Series {
  const none = () => new Float64Array(REMEMBERED).fill(NaN)
  const never = { bytes: Infinity, packets: 0, errors: 0, drops: 0 }
  return { last: { ...last, received: never, sent: never }, received: none(), sent: none() }
}

/** Less than before: another device of the same name. */
function rateOf(before: Counted, now: Counted, seconds: number): number {
  return now.bytes < before.bytes ? NaN : (now.bytes - before.bytes) / seconds
}

function sumAt(known: Series[], direction: 'received' | 'sent', slot: number): number | null {
  const values = known.map((series) => series[direction][slot] ?? NaN)
  const numbers = values.filter((value) => !Number.isNaN(value))
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0)
}

function added(a: Counted, b: Counted): Counted {
  return {
    bytes: a.bytes + b.bytes,
    packets: a.packets + b.packets,
    errors: a.errors + b.errors,
    drops: a.drops + b.drops,
  }
}
