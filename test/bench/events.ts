/**
 * From libvirt's event to the display: a machine comes and goes again and again, beside C, on a
 * host of few machines and on one of many.
 */
import { Lab } from '../lab/lab.ts'
import { compile } from './binding/programs.ts'
import type { EventTimes } from './events/measure.ts'
import { measureInside } from './inside.ts'
import { define } from './inventory.ts'
import { median, percentile, spread, type BenchRow } from './row.ts'

const SIZES = [10, 1_000]
const EVENTS = 100
const NETWORKS = 10
const GOALS = { javascript: 2, pixels: 33 }
/** Many machines may cost as much as few, and a quarter more for the noise. */
const SAME = 1.25

export async function run(): Promise<BenchRow[]> {
  await using lab = await Lab.start({ guests: false })
  compile('../events/machines', lab.path('/tmp'))
  await define(lab, 'network', 0, NETWORKS)
  const rows: BenchRow[] = []
  const medians: number[] = []
  let defined = 0
  for (const size of SIZES) {
    await define(lab, 'domain', defined, size)
    defined = size
    const times = await measureInside<EventTimes>(lab, 'events/measure.ts', String(EVENTS))
    rows.push(...sizeRows(size, times))
    medians.push(median(times.pixels) / 1e3)
  }
  return [...rows, sameRow(medians.at(-1) ?? NaN, medians[0] ?? NaN)]
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

function sameRow(measured: number, peer: number): BenchRow {
  const ratio = measured / peer
  const name = 'pixels at 1,000 machines, to those at 10, 50 %'
  const runs = EVENTS
  return { name, measured, peer, ratio, goal: SAME, met: ratio <= SAME, unit: 'ms', runs }
}
