import { median, ratioSpread, type BenchRow } from '../row.ts'

const ROUNDS = 7

/** One round's numbers. */
export type Measure = () => Promise<number[]>

export interface Turn {
  measured: Measure
  peer: Measure
  /** What nobody who does the same can save. */
  floor?: Measure
}

/** The medians of one round. */
interface Round {
  ours: number
  theirs: number
  least?: number
}

/** In turns, so that what else the machine does falls on both. */
async function inTurns({ measured, peer, floor }: Turn): Promise<Round[]> {
  const rounds: Round[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const theirs = median(await peer())
    const ours = median(await measured())
    rounds.push({ theirs, ours, ...(floor && { least: median(await floor()) }) })
  }
  return rounds
}

export async function ratioRow(
  name: string,
  unit: string,
  goal: number | null,
  turn: Turn,
): Promise<BenchRow> {
  const rounds = await inTurns(turn)
  const ratios = rounds.map(({ ours, theirs }) => ours / theirs)
  const floor = median(rounds.map(({ least = NaN, theirs }) => least / theirs))
  return {
    ...row(name, unit, goal, rounds, ratios),
    ...(turn.floor && { floor }),
    spread: ratioSpread(ratios),
  }
}

/** Where the goal is how much more it may be; the name has to say so. */
export async function differenceRow(
  name: string,
  unit: string,
  goal: number | null,
  turn: Turn,
): Promise<BenchRow> {
  const rounds = await inTurns(turn)
  const differences = rounds.map(({ ours, theirs }) => ours - theirs)
  return row(name, unit, goal, rounds, differences)
}

function row(
  name: string,
  unit: string,
  goal: number | null,
  rounds: Round[],
  compared: number[],
): BenchRow {
  const ratio = median(compared)
  return {
    ...{ name, unit, goal, ratio, met: goal === null || ratio <= goal, runs: rounds.length },
    measured: median(rounds.map(({ ours }) => ours)),
    peer: median(rounds.map(({ theirs }) => theirs)),
  }
}
