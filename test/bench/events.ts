/**
 * From libvirt's event to the display: a machine comes and goes again and again, beside C, on a
 * host of few machines and on one of many.
 */
import { Lab } from '../lab/lab.ts'
import { compile } from './binding/programs.ts'
import type { EventTimes } from './events/measure.ts'
import { measureInside } from './inside.ts'
import { define } from './inventory.ts'
import { median, percentile, ratioSpread, spread, type BenchRow } from './row.ts'

const FEW = 10
/** As many as the window shows at once: its list is drawn whole, as one of thousands is. */
const SCREENFUL = 20
const MANY = 1_000
const ROUNDS = 5
const EVENTS = 40
const NETWORKS = 10
const GOALS = { javascript: 2, pixels: 33 }
/** Many machines may cost as much as few, and a quarter more for the noise. */
const SAME = 1.25

interface Round {
  few: EventTimes
  screenful: EventTimes
  many: EventTimes
}

/** In turns, so that what else the machine does falls on each. */
export async function run(): Promise<BenchRow[]> {
  await using few = await hostWith(FEW)
  await using screenful = await hostWith(SCREENFUL)
  await using many = await hostWith(MANY)
  const rounds: Round[] = []
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({
      few: await eventTimes(few),
      screenful: await eventTimes(screenful),
      many: await eventTimes(many),
    })
  }
  return [
    ...sizeRows(FEW, together(rounds.map((round) => round.few))),
    ...sizeRows(MANY, together(rounds.map((round) => round.many))),
    sameRow(rounds),
  ]
}

async function hostWith(size: number): Promise<Lab> {
  const lab = await Lab.start({ guests: false })
  compile('../events/machines', lab.path('/tmp'))
  await define(lab, 'network', 0, NETWORKS)
  await define(lab, 'domain', 0, size)
  return lab
}

const eventTimes = (lab: Lab) => measureInside<EventTimes>(lab, 'events/measure.ts', String(EVENTS))

function together(times: EventTimes[]): EventTimes {
  return {
    javascript: times.flatMap(({ javascript }) => javascript),
    page: times.flatMap(({ page }) => page),
    pixels: times.flatMap(({ pixels }) => pixels),
  }
}

function sizeRows(size: number, times: EventTimes): BenchRow[] {
  const row = (name: string, values: number[], percent: number, goal: number | null): BenchRow => {
    const each = values.map((value) => value / 1e3)
    const measured = percentile(each, percent)
    return {
      name: `${size} machines, after C’s callback: ${name}, ${percent} %`,
      ...{ measured, peer: null, ratio: null, goal, unit: 'ms', runs: each.length },
      met: goal === null || measured <= goal,
      spread: spread(each),
    }
  }
  return [
    row('JavaScript’s callback', times.javascript, 95, GOALS.javascript),
    row('the page has changed', times.page, 50, null),
    row('pixels', times.pixels, 50, null),
    row('pixels', times.pixels, 95, GOALS.pixels),
  ]
}

/** The floor is a list that fills the window as far, of no more machines than it shows. */
function sameRow(rounds: Round[]): BenchRow {
  const pixels = (times: EventTimes) => median(times.pixels) / 1e3
  const toFew = (size: keyof Round) =>
    rounds.map((round) => pixels(round[size]) / pixels(round.few))
  const ratio = median(toFew('many'))
  return {
    name: `pixels at ${MANY} machines, to those at ${FEW}, 50 %`,
    measured: median(rounds.map(({ many }) => pixels(many))),
    peer: median(rounds.map(({ few }) => pixels(few))),
    ...{ ratio, goal: SAME, met: ratio <= SAME, unit: 'ms', runs: ROUNDS },
    spread: ratioSpread(toFew('many')),
    floor: median(toFew('screenful')),
  }
}
