/**
 * Many hosts at once, each at the other end of an ssh: what each costs, what they use while nothing
 * happens, what one that hangs does to the others, and a search over all. They are one sshd and one libvirtd,
 * many times over, by names of ssh's own configuration. `HOSTS=5` has fewer than 50.
 */
import { Lab } from '../lab/lab.ts'
import { hostAddress } from '../support/host.ts'
import { startSshServer } from '../support/ssh-server.ts'
import type { Held, HostsTimes, Parts } from './hosts/many.ts'
import { measureInside } from './inside.ts'
import { define } from './inventory.ts'
import { median, percentile, spread, type BenchRow } from './row.ts'

const HOSTS = Number(process.env.HOSTS) || 50
const MACHINES = 200
/** Of what one more host costs: MB. */
const EACH_MB = 6
/** Percent of a core. */
const IDLE = 3
/** How much later the others answer while one hangs: ms. */
const HELD_UP_MS = 100
const PAINT_MS = 50
const PARTS: [keyof Parts, string][] = [
  ['ssh', 'ssh'],
  ['backend', 'their backend'],
  ['rest', 'the window'],
]
/** So many at once are no attack. */
const LETS_ALL_IN = ['MaxStartups 1000']

export async function run(): Promise<BenchRow[]> {
  await using lab = await Lab.start({ guests: false })
  await define(lab, 'domain', 0, MACHINES)
  const address = await hostAddress(lab)
  await using server = await startSshServer(lab, { address, settings: LETS_ALL_IN })
  const known = `[${address}]:${server.port}`
  const config = `Host host*\n  HostName ${address}\n  Port ${server.port}\n  HostKeyAlias ${known}\n`
  await lab.run(['tee', '/home/alex/.ssh/config'], { user: 'alex', input: config })
  const asked = [String(HOSTS), String(MACHINES)]
  return rowsOf(await measureInside<HostsTimes>(lab, 'hosts/many.ts', ...asked))
}

function rowsOf({ held, idle, alone, besideHanging, filter }: HostsTimes): BenchRow[] {
  const [few, many] = [held[0], held.at(-1)]
  if (!few || !many) throw new Error('nothing was held')
  const each = (part: (one: Held) => number) => (part(many) - part(few)) / (many.hosts - few.hosts)
  const sum = ({ ssh, backend, rest }: Parts) => ssh + backend + rest
  const name = (what: string) => `${HOSTS} hosts of ${MACHINES} machines, ${what}`
  const slow = percentile(alone, 95)
  const later = percentile(besideHanging, 95) - slow
  const row = (
    what: string,
    measured: number,
    unit: string,
    { goal = null, peer = null }: { goal?: number | null; peer?: number | null } = {},
  ): BenchRow => ({
    ...{ name: name(what), measured, peer, ratio: null, goal, unit, runs: 1 },
    met: goal === null || measured <= goal,
  })
  return [
    row('held for each further one', each(sum), 'MB', { goal: EACH_MB }),
    ...PARTS.map(([part, by]) =>
      row(
        `of that by ${by}`,
        each((one) => one[part]),
        'MB',
      ),
    ),
    row(
      'processes of ssh for each further one',
      each((one) => one.processes),
      '',
    ),
    row('held by all', sum(many), 'MB', { peer: sum(few) }),
    row('an idle minute, of a core', sum(idle), '%', { goal: IDLE }),
    ...PARTS.map(([part, by]) => row(`of that minute by ${by}`, idle[part], '%')),
    {
      ...row('the others’ answers, 95 %, later while one hangs', later, 'ms', {
        goal: HELD_UP_MS,
        peer: slow,
      }),
      ...{ runs: besideHanging.length, spread: spread(besideHanging) },
    },
    {
      ...row('found by name, input to paint, median', median(filter), 'ms', { goal: PAINT_MS }),
      ...{ runs: filter.length, spread: spread(filter) },
    },
    row('found by name, input to paint, 95 %', percentile(filter, 95), 'ms'),
  ]
}
