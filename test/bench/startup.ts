/**
 * From the start of the program to a useful window: beside a bare window of the same Electron,
 * virt-manager, and cockpit-machines where the lab's host has it (LAB_HOST=testing has 359).
 */
import { Lab } from '../lab/lab.ts'
import { define } from './inventory.ts'
import { measureInside } from './inside.ts'
import { turnsRow, type Turn } from './player.ts'
import { median, type BenchRow } from './row.ts'
import type { StartTrace } from './startup/trace.ts'

const TURNS = '5'
const NETWORKS = 10

export async function run(): Promise<BenchRow[]> {
  await using lab = await Lab.start({ guests: false })
  await define(lab, 'network', 0, NETWORKS)
  const rows: BenchRow[] = []
  let defined = 0
  for (const machines of [10, 1_000]) {
    await define(lab, 'domain', defined, machines)
    defined = machines
    const turns = await measureInside<Turn[]>(
      lab,
      'startup/measure.ts',
      TURNS,
      String(machines),
      'yes',
    )
    rows.push(...startRows(machines, turns), ...stepRows(machines, turns))
  }
  return [...rows, ...workRows(await measureInside<StartTrace>(lab, 'startup/trace.ts'))]
}

/** What a start consists of: each step's own time, beside a bare window's. */
const STEP_NAMES = {
  asked: 'Electron and the main process, until the page is asked for',
  answered: 'until its first byte',
  read: 'until its HTML is read',
  ran: 'until its code has run',
  paint: 'until its first useful paint',
}

function stepRows(machines: number, turns: Turn[]): BenchRow[] {
  const steps = Object.keys(STEP_NAMES) as (keyof typeof STEP_NAMES)[]
  return steps.map((step, index) => {
    const before = steps[index - 1]
    const took = (prefix: string) =>
      turns.map((turn) => {
        const start = before ? (turn[prefix + before] ?? NaN) : 0
        return (turn[prefix + step] ?? NaN) - start
      })
    const [measured, peer] = [median(took('')), median(took('bare '))]
    return {
      name: `${machines} machines, of it: ${STEP_NAMES[step]}`,
      ...{ measured, peer, ratio: null, goal: null, met: true, unit: 'ms', runs: turns.length },
    }
  })
}

/** What the page's own thread does until then, by Chromium's trace of one start. */
function workRows({ work, paintMs }: StartTrace): BenchRow[] {
  return Object.entries(work).map(([kind, measured]) => ({
    name: `in the page until its first useful paint: ${kind}`,
    ...{ measured, peer: paintMs, ratio: measured / paintMs, goal: null, met: true },
    ...{ unit: 'ms', runs: 1 },
  }))
}

function startRows(machines: number, turns: Turn[]): BenchRow[] {
  const name = (what: string) => `${machines} machines, ${what}`
  const few = machines === 10
  return [
    turnsRow(name('first useful paint, to a bare window’s'), turns, {
      ours: 'paint',
      theirs: 'bare paint',
      goal: 1.5,
    }),
    turnsRow(name('all names and states drawn, to a bare window'), turns, {
      ours: 'listed',
      theirs: 'bare paint',
      goal: null,
    }),
    turnsRow(name('complete, to a bare window'), turns, {
      ours: 'complete',
      theirs: 'bare paint',
      goal: few ? 2 : null,
    }),
    turnsRow(name('first useful paint, to virt-manager’s window'), turns, {
      ours: 'paint',
      theirs: 'vmWindow',
      goal: null,
    }),
    turnsRow(name('complete, to virt-manager'), turns, {
      ours: 'complete',
      theirs: 'vmComplete',
      goal: few ? null : 0.3,
    }),
    ...cockpitRows(machines, turns),
  ]
}

function cockpitRows(machines: number, turns: Turn[]): BenchRow[] {
  const listed = turns.flatMap(({ cockpitListed }) => cockpitListed ?? [])
  if (listed.length === 0) return []
  const name = `${machines} machines, complete, to cockpit-machines in the same browser`
  const lost = machines - Math.min(...listed)
  const missing = lost > 0 ? `, of which it lacks ${lost}` : ''
  const options = { ours: 'complete', theirs: 'cockpitComplete', goal: null }
  return [turnsRow(`${name}${missing}`, turns, options)]
}
