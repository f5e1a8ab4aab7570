/**
 * The window on hosts that are large: from input to display, and dropped frames, as Chromium's own
 * trace has them.
 */
import { Lab } from '../lab/lab.ts'
import { measureInside } from './inside.ts'
import { median, percentile, spread, type BenchRow } from './row.ts'
import type { ListTimes } from './window/lists.ts'
import type { Smoothness } from './window/inputs.ts'
import type { PictureTimes } from './window/picture.ts'

const TURNS = '3'
const PAINT_MS = 50
const NETWORKS = 300

export async function run(): Promise<BenchRow[]> {
  await using lab = await Lab.start({ guests: false })
  const list = (name: string, machines: number, nics: number) =>
    measureInside<ListTimes>(lab, 'window/lists.ts', name, String(machines), String(nics), TURNS)
  const many = `5,000 machines + ${NETWORKS} networks`
  const four = '1,000 machines of 4 NICs'
  const most = await list('machines', 5_000, 2)
  const networks = await list('networks', 5_000, 2)
  const wide = await list('machines', 1_000, 4)
  const picture = await measureInside<PictureTimes>(lab, 'window/picture.ts', TURNS)
  return [
    ...listRows(`${many}, machines`, most),
    ...listRows(`${many}, networks`, networks),
    startRow(`${four}, complete`, wide),
    ...listRows(four, wide),
    ...pictureRows('300 machines, the picture', picture),
  ]
}

function listRows(name: string, { filter, sort, open, scrolling }: ListTimes): BenchRow[] {
  return [
    ...paintRows(`${name}, filter`, filter),
    ...(sort.length > 0 ? paintRows(`${name}, sort`, sort) : []),
    ...paintRows(`${name}, open`, open),
    ...droppedRows(`${name}, scroll`, {
      ours: scrolling.map((turn) => turn.list),
      theirs: scrolling.map((turn) => turn.empty),
      plain: scrolling.map((turn) => turn.rows),
    }),
  ]
}

function pictureRows(name: string, { draw, search, dragging }: PictureTimes): BenchRow[] {
  return [
    absolute(`${name}, drawn anew, median`, draw, median(draw), null),
    ...paintRows(`${name}, search`, search),
    ...droppedRows(`${name}, moved`, {
      ours: dragging.map((turn) => turn.picture),
      theirs: dragging.map((turn) => turn.empty),
    }),
  ]
}

function paintRows(name: string, values: number[]): BenchRow[] {
  return [
    absolute(`${name}, input to paint, median`, values, median(values), PAINT_MS),
    absolute(`${name}, input to paint, 95 %`, values, percentile(values, 95), null),
  ]
}

function absolute(name: string, values: number[], measured: number, goal: number | null): BenchRow {
  return {
    ...{ name, measured, peer: null, ratio: null, goal, unit: 'ms', runs: values.length },
    met: goal === null || measured <= goal,
    spread: spread(values),
  }
}

interface Turns {
  ours: Smoothness[]
  /** Of an empty list. */
  theirs: Smoothness[]
  /** Of as many rows that only stand there, as in any page that is not virtual. */
  plain?: Smoothness[]
}

/** Of every hundred frames of all turns; and how many with a collection of garbage beside. */
function droppedRows(name: string, turns: Turns): BenchRow[] {
  const { ours, theirs, plain } = turns
  const [measured, peer] = [sum(ours, 'besideCollection'), sum(theirs, 'besideCollection')]
  return [
    droppedRow(name, turns),
    ...(plain
      ? [comparedRow(`${name}, frames dropped, over those of plain rows`, ours, plain)]
      : []),
    {
      name: `${name}, dropped beside a collection of garbage`,
      ...{ measured, peer, ratio: peer === 0 ? null : measured / peer, goal: null, met: true },
      ...{ unit: `of ${sum(ours, 'dropped')}`, runs: ours.length },
    },
  ]
}

function sum(turns: Smoothness[], key: keyof Smoothness): number {
  return turns.reduce((all, turn) => all + turn[key], 0)
}

function percent(turns: Smoothness[]): number {
  const dropped = sum(turns, 'dropped')
  return (100 * dropped) / (dropped + sum(turns, 'presented'))
}

function droppedRow(name: string, { ours, theirs }: Turns): BenchRow {
  const row = comparedRow(`${name}, frames dropped, over those of an empty list`, ours, theirs)
  return { ...row, goal: 0, met: (row.ratio ?? Infinity) <= 0 }
}

function comparedRow(name: string, ours: Smoothness[], theirs: Smoothness[]): BenchRow {
  const [measured, peer] = [percent(ours), percent(theirs)]
  return {
    ...{ name, measured, peer, ratio: measured - peer, goal: null, met: true },
    ...{ unit: '%', runs: ours.length, spread: spread(ours.map((turn) => percent([turn]))) },
  }
}

function startRow(name: string, { complete, bare }: ListTimes): BenchRow {
  const ratio = complete / bare
  return {
    name: `${name}, from its start, to a bare window’s first paint`,
    ...{ measured: complete, peer: bare, ratio, goal: null, met: true, unit: 'ms', runs: 1 },
  }
}
