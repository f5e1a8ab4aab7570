/** A program that stays, and measures once whenever it is its turn. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Lab } from '../lab/lab.ts'
import type { CommandOptions } from '../lab/place.ts'
import { median, type BenchRow } from './row.ts'

export class Player implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #lines: AsyncIterator<string>

  /** It answers each line with one line of numbers. */
  constructor(lab: Lab, argv: string[], options: CommandOptions = {}) {
    this.#process = lab.spawn(argv, { ...options, stdio: ['pipe', 'pipe', 'inherit'] })
    if (!this.#process.stdout) throw new Error('a player without output')
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]()
  }

  async play(): Promise<number[]> {
    this.#process.stdin?.write('go\n')
    const { value, done } = await this.#lines.next()
    if (done) throw new Error('a player has left')
    return value.split(' ').map(Number)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, 'exit')
    this.#process.stdin?.end()
    await ended
  }
}

/** Of one turn each: what else the machine does falls on all who play in it. */
export type Turn = Record<string, number>

/**
 * @param goal the greatest ratio; null where the row is only there to compare with
 * @param unit of `ours` and `theirs`
 */
export function turnsRow(
  name: string,
  turns: readonly Turn[],
  { ours, theirs, goal, unit = 'ms' }: RowOptions,
): BenchRow {
  const both = turns.filter((turn) => ours in turn && theirs in turn)
  const value = (turn: Turn, key: string) => turn[key] ?? NaN
  const ratios = both.map((turn) => value(turn, ours) / value(turn, theirs))
  const ratio = median(ratios)
  return {
    name,
    measured: median(both.map((turn) => value(turn, ours))),
    peer: median(both.map((turn) => value(turn, theirs))),
    ratio,
    goal,
    met: goal === null || ratio <= goal,
    unit,
    runs: both.length,
    spread: `${Math.min(...ratios).toPrecision(2)}–${Math.max(...ratios).toPrecision(2)}`,
  }
}

export interface RowOptions {
  ours: string
  theirs: string
  goal: number | null
  unit?: string
}
