/** The real libvirtd of a lab, with as many definitions as a big host has. */
import { Lab } from '../../lab/lab.ts'
import { listen } from '../listener.ts'
import { median, percentile, type BenchRow } from '../row.ts'
import { compile, numbers, repeated, type Run } from './programs.ts'
import { differenceRow, ratioRow } from './turns.ts'

const URI = 'qemu:///system'
const REPEATS = 4
const NETWORKS = 100
const CALLS = 1_000
const EVENTS = 200
const HERE = 'test/bench/binding'

export async function libvirtdRows(): Promise<BenchRow[]> {
  await using lab = await Lab.start({ guests: false })
  const run: Run = async (argv) => (await lab.run(argv, { timeoutMs: 300_000 })).stdout
  for (const name of ['inventory', 'events', 'promises']) compile(name, lab.path('/tmp'))
  const define = (kind: string, from: number, to: number) =>
    run(['node', `${HERE}/define.ts`, kind, String(from), String(to)])
  const rows: BenchRow[] = []
  await define('network', 0, NETWORKS)
  let defined = 0
  for (const count of [100, 1_000]) {
    await define('domain', defined, count)
    defined = count
    rows.push(...(await inventoryRows(programs(run, count + NETWORKS), count)))
  }
  return [...rows, await callRow(programs(run, CALLS)), ...(await eventRows(lab))]
}

function programs(run: Run, objects: number) {
  const program = (...first: string[]) => repeated(run, REPEATS, objects, ...first)
  return {
    c: program('/tmp/inventory'),
    promises: program('/tmp/promises'),
    binding: program('node', `${HERE}/inventory.ts`),
    python: program('python3', `${HERE}/inventory.py`),
  }
}

type LabPrograms = ReturnType<typeof programs>

async function inventoryRows({ c, promises, binding, python }: LabPrograms, count: number) {
  const name = (what: string) => `libvirtd, ${count} domains + ${NETWORKS} networks, ${what}`
  return [
    await ratioRow(name('in one job, one call at a time, to C'), 'ms', 1.1, {
      measured: () => binding('bulk', URI, 1),
      peer: () => c('bulk', URI, 1),
    }),
    await ratioRow(name('in one job, 4 calls at a time, to C'), 'ms', 1.15, {
      measured: () => binding('bulk', URI, 4),
      peer: () => c('bulk', URI, 4),
    }),
    await ratioRow(name('by a promise each, one after the other, to C'), 'ms', 1.1, {
      measured: () => binding('list', URI, 1),
      peer: () => c('list', URI, 1),
      floor: () => promises('list', URI, 1),
    }),
    await ratioRow(name('by a promise each, all at once, to C with 4 threads'), 'ms', 1.15, {
      measured: () => binding('burst', URI, 4),
      peer: () => c('list', URI, 4),
      floor: () => promises('burst', URI, 4),
    }),
    await ratioRow(name('by a promise each, one after the other, to libvirt-python'), 'ms', null, {
      measured: () => binding('list', URI, 1),
      peer: () => python('list', URI, 1),
    }),
  ]
}

const callRow = ({ c, binding }: LabPrograms) =>
  differenceRow('libvirtd, one call, over C', 'µs', null, {
    measured: () => binding('call', URI, CALLS),
    peer: () => c('call', URI, CALLS),
  })

/** Both listen at once, each on a connection of its own, so that it is the same events. */
async function eventRows(lab: Lab): Promise<BenchRow[]> {
  const count = String(EVENTS)
  const listeners = [
    await listen(lab, ['node', `${HERE}/events.ts`, 'listen', URI, count]),
    await listen(lab, ['/tmp/events', 'listen', URI, count]),
  ]
  const causes = numbers((await lab.run(['/tmp/events', 'cause', URI, count])).stdout)
  const [ours = [], theirs = []] = await Promise.all(listeners.map((heard) => heard()))
  const since = (moments: number[]) => moments.map((moment, index) => moment - (causes[index] ?? 0))
  const differences = ours.map((moment, index) => moment - (theirs[index] ?? NaN))
  const row = (name: string, pick: (values: number[]) => number): BenchRow => ({
    name: `libvirtd, from its cause to an event’s listener, over C: ${name}`,
    measured: pick(since(ours)),
    peer: pick(since(theirs)),
    ratio: pick(differences),
    goal: 2_000,
    met: pick(differences) <= 2_000,
    unit: 'µs',
    runs: EVENTS,
  })
  return [row('median', median), row('95th percentile', (values) => percentile(values, 95))]
}
