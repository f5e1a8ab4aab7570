/** What grew over a long run. Pure. */
import type { Held } from '../support/app-processes.ts'

export interface Growth {
  what: keyof Held
  /** The medians of the second and of the last quarter: the first one is for warming up. */
  early: number
  late: number
  /** How much more it may be. */
  allowed: number
  ok: boolean
}

/** A part of what it was, and a bit: heaps have their slack, open files have none. */
const allowances: Record<keyof Held, { part: number; bit: number }> = {
  backendKiB: { part: 0.1, bit: 8_000 },
  windowKiB: { part: 0.1, bit: 16_000 },
  backendFiles: { part: 0, bit: 1 },
  mainFiles: { part: 0, bit: 3 },
  heapKiB: { part: 0.05, bit: 1_000 },
  nodes: { part: 0.05, bit: 500 },
  listeners: { part: 0.05, bit: 50 },
}

export function growth(samples: Held[]): Growth[] {
  const quarter = Math.max(1, Math.floor(samples.length / 4))
  const second = samples.slice(quarter, 2 * quarter)
  const last = samples.slice(-quarter)
  return (Object.keys(allowances) as (keyof Held)[]).map((what) => {
    const early = median((second.length > 0 ? second : samples).map((one) => one[what]))
    const late = median(last.map((one) => one[what]))
    const { part, bit } = allowances[what]
    const allowed = Math.round(early * part + bit)
    return { what, early, late, allowed, ok: late - early <= allowed }
  })
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
