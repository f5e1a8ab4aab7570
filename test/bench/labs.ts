/** Thirty classrooms of three networks and four machines each: as one plan, and by virsh's own lines. */
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { tree, usage } from './memory/processes.ts'
import type { BenchRow } from './row.ts'

const SEATS = Number(process.env.SEATS) || 30
const NETWORKS = ['lan', 'dmz', 'lab']
const MACHINES = ['desk', 'server', 'router', 'spare']
const PLAN_MS = 2_000
const RATIO = 1.5

const network = (name: string, index: number) =>
  `  - { name: ${name}, kind: isolated, subnets: [{ address: 10.70.${index}.1, prefix: 24 }] }`
const machine = (name: string) =>
  `  - { name: ${name}, nics: [${NETWORKS.map((to) => `{ to: { network: ${to} } }`).join(', ')}] }`
const CLASSROOM = [
  ...['puente-lab: 1', 'name: classroom', 'networks:', ...NETWORKS.map(network)],
  ...['machines:', ...MACHINES.map(machine), ''],
].join('\n')

const bare = (name: string) =>
  `<domain type="qemu"><name>${name}</name><memory unit="MiB">32</memory><vcpu>1</vcpu>` +
  '<os><type arch="x86_64" machine="q35">hvm</type></os><devices/></domain>'

export async function run(): Promise<BenchRow[]> {
  await using lab = await Lab.start({ guests: false })
  const names = Array.from({ length: SEATS }, (_, index) => String(index + 1).padStart(2, '0'))
  const machines = names.flatMap((seat) => MACHINES.map((name) => `${name}-${seat}`))
  const define = machines.map((name) => `virsh -q define /dev/stdin <<'E'\n${bare(name)}\nE`)
  await lab.run(['sh', '-es'], { input: define.join('\n'), timeoutMs: 300_000 })
  await using backend = await TestBackend.start(lab)
  await backend.until(({ machines: there }) => there.length === machines.length)

  const before = cpuOf(backend)
  const [planMs, plan] = await timed(() => backend.openLab(CLASSROOM, SEATS))
  const planCpu = cpuOf(backend) - before
  const [applyMs, change] = await timed(() => backend.applyAgreed(plan.id))
  const undo = await backend.api.planUndo(change.id)
  await backend.applyAgreed(undo.id)
  const input = ['set -e', ...plan.commands].join('\n')
  const [virshMs] = await timed(() => lab.run(['sh', '-s'], { input, timeoutMs: 600_000 }))
  const once = { unit: 'ms', runs: 1 }
  const ratio = applyMs / virshMs
  return [
    {
      ...{
        ...once,
        name: `plan of ${SEATS} classrooms`,
        measured: planMs,
        peer: null,
        ratio: null,
      },
      ...{ goal: PLAN_MS, met: planMs <= PLAN_MS },
    },
    {
      ...{ ...once, name: `plan of ${SEATS} classrooms, CPU`, measured: planCpu, peer: null },
      ...{ ratio: null, goal: null, met: true },
    },
    {
      ...{ ...once, name: `${SEATS} classrooms made, to virsh’s own lines`, measured: applyMs },
      ...{ peer: virshMs, ratio, goal: RATIO, met: ratio <= RATIO },
    },
  ]
}

/** ms so far: what a plan costs is no more where the cores are busy with something else. */
function cpuOf({ process: { pid = NaN } }: TestBackend): number {
  return [...usage(tree(pid)).cpuMs.values()].reduce((sum, one) => sum + one, 0)
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const begun = performance.now()
  const result = await work()
  return [performance.now() - begun, result]
}
