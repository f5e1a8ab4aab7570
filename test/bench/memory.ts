/**
 * What the window and its processes hold, and what they use while nothing happens: beside a bare
 * window of the same Electron, and virt-manager.
 */
import { Lab } from '../lab/lab.ts'
import { measureInside } from './inside.ts'
import { define } from './inventory.ts'
import type { Accounts } from './memory/account.ts'
import type { Idle, Minutes } from './memory/idle.ts'
import { turnsRow, type Turn } from './player.ts'
import { median, spread, type BenchRow } from './row.ts'

const TURNS = '3'
const NETWORKS = 10
/** MB over a bare window. */
const GOALS = { 10: 60, 1_000: 100 }
const MANY = 1_000

export async function run(): Promise<BenchRow[]> {
  await using lab = await Lab.start({ guests: false })
  await define(lab, 'network', 0, NETWORKS)
  const rows: BenchRow[] = []
  let defined = 0
  for (const [count, goal] of Object.entries(GOALS)) {
    const machines = Number(count)
    await define(lab, 'domain', defined, machines)
    defined = machines
    const turns = await measureInside<Turn[]>(lab, 'memory/held.ts', TURNS, count)
    rows.push(...heldRows(machines, turns, goal))
  }
  rows.push(...accountRows(await measureInside<Accounts>(lab, 'memory/account.ts')))
  return [...rows, ...idleRows(await measureInside<Minutes>(lab, 'memory/idle.ts', String(MANY)))]
}

function heldRows(machines: number, turns: Turn[], goal: number): BenchRow[] {
  const over = turns.map((turn) => turn.over ?? NaN)
  const beside = { ours: 'puente', goal: null, unit: 'MB' }
  return [
    {
      ...turnsRow(`${machines} machines, held, over a bare window`, turns, {
        ...beside,
        theirs: 'bare',
      }),
      ...{ ratio: median(over), goal, met: median(over) <= goal, spread: spread(over) },
    },
    turnsRow(`${machines} machines, held, to virt-manager`, turns, {
      ...beside,
      theirs: 'virtManager',
    }),
  ]
}

/** What is worth a line, in MB. */
const WORTH = 1

function accountRows({ ours, bare }: Accounts): BenchRow[] {
  const rows = Object.entries(ours).flatMap(([process, parts]) =>
    Object.entries(parts).map(([part, measured]) => ({
      name: `${MANY} machines, accounted for: ${process}, ${part}`,
      ...{ measured, peer: bare[process]?.[part] ?? 0, ratio: null, goal: null, met: true },
      ...{ unit: 'MB', runs: 1 },
    })),
  )
  return rows.filter(({ measured, peer }) => measured - peer >= WORTH)
}

function idleRows({ bare, visible, hidden, virtManager }: Minutes): BenchRow[] {
  const row = (
    name: string,
    measured: number,
    peer: number | null,
    { goal = null, unit = '%' }: { goal?: number | null; unit?: string } = {},
  ): BenchRow => ({
    name: `${MANY} machines, an idle minute, ${name}`,
    ...{ measured, peer, ratio: peer ? measured / peer : null, goal, unit, runs: 1 },
    met: goal === null || measured <= goal,
  })
  const asked = ({ libvirtd, networkManager }: Idle) => libvirtd + networkManager
  return [
    row('CPU, to virt-manager', visible.cpu, virtManager.cpu, { goal: 1 }),
    row('CPU, to a bare window', visible.cpu, bare.cpu),
    row('libvirtd’s CPU, to that under virt-manager', visible.daemonCpu, virtManager.daemonCpu),
    row('the longest block of the window', visible.longestBlockMs, null, { goal: 50, unit: 'ms' }),
    row('wake-ups a second, to a bare window', visible.wakeUps, bare.wakeUps, { unit: '1/s' }),
    row('what the daemons are asked, to virt-manager', asked(visible), asked(virtManager), {
      unit: 'calls',
    }),
    row('hidden: what the daemons are asked', asked(hidden), null, { goal: 0, unit: 'calls' }),
    row('hidden: CPU, to a bare window', hidden.cpu, bare.cpu),
    row('hidden: wake-ups a second, to a bare window', hidden.wakeUps, bare.wakeUps, {
      unit: '1/s',
    }),
  ]
}
