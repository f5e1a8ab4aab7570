/** One line of a benchmark: what was measured, beside its peer, in the same run. */
export interface BenchRow {
  name: string
  /** Medians, in `unit`. */
  measured: number
  /** Null where the goal is an absolute one and there is nobody to compare with. */
  peer: number | null
  /** measured / peer, unless a row says otherwise in its name. */
  ratio: number | null
  /** The goal in words, as in `ratio ≤ 1.25`; null where the row is only there to compare with. */
  goal: number | null
  met: boolean
  unit: string
  runs: number
  /** The least ratio that this machine allows, where the run has measured that, too. */
  floor?: number
  /** From the least ratio of one turn to the greatest, where turns were taken. */
  spread?: string
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? NaN
}

export function spread(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}`
}

export function ratioSpread(ratios: readonly number[]): string {
  return `${Math.min(...ratios).toPrecision(3)}–${Math.max(...ratios).toPrecision(3)}`
}
