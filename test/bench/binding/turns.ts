import { median, type BenchRow } from '../row.ts'

const ROUNDS = 4

/** One round's numbers. */
export type Measure = () => Promise<number[]>

export interface Turn {
  measured: Measure
  peer: Measure
  /** What nobody who does the same can save. */
  floor?: Measure
}

/** In turns, so that what else the machine does falls on both. */
async function inTurns({ measured, peer, floor }: Turn) {
  const ours: number[] = []
  const theirs: number[] = []
  const least: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    theirs.push(...(await peer()))
    ours.push(...(await measured()))
    if (floor) least.push(...(await floor()))
  }
  const medians = { measured: median(ours), peer: median(theirs), runs: ours.length }
  return floor ? { ...medians, floor: median(least) / medians.peer } : medians
}

export async function ratioRow(
  name: string,
  unit: string,
  goal: number | null,
  turn: Turn,
): Promise<BenchRow> {
  const result = await inTurns(turn)
  const ratio = result.measured / result.peer
  return { name, ...result, ratio, goal, met: goal === null || ratio <= goal, unit }
}

/** Where the goal is how much more it may be; the name has to say so. */
export async function differenceRow(
  name: string,
  unit: string,
  goal: number | null,
  turn: Turn,
): Promise<BenchRow> {
  const result = await inTurns(turn)
  const ratio = result.measured - result.peer
  return { name, ...result, ratio, goal, met: goal === null || ratio <= goal, unit }
}
