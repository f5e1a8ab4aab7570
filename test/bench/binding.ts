/**
 * The binding beside C and libvirt-python: the same work, in turns, in the same run. On libvirt's
 * test driver, which costs the least of its own, so that a binding's overhead shows the most.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface BenchRow {
  name: string
  /** Medians, in `unit`. */
  measured: number
  peer: number
  /** measured / peer, or measured − peer where the goal is a difference. */
  ratio: number
  /** The largest ratio that is good; none where the row is only there to compare with. */
  goal: number | null
  met: boolean
  unit: string
  runs: number
}

const ROUNDS = 4
const REPEATS = 8

const here = (name: string): string => fileURLToPath(new URL(`binding/${name}`, import.meta.url))

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

type Program = (kind: string, uri: string, number: number) => number[]

/** The first repetition warms up caches, and is not counted. */
const program =
  (command: string, ...first: string[]): Program =>
  (kind, uri, number) =>
    execFileSync(command, [...first, kind, uri, String(number), String(REPEATS + 1)], {
      encoding: 'utf8',
    })
      .trim()
      .split('\n')
      .slice(1)
      .map(Number)

function compile(directory: string): Program {
  const output = join(directory, 'inventory')
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'libvirt'], { encoding: 'utf8' })
  const libraries = flags.split(/\s+/).filter(Boolean)
  execFileSync('gcc', ['-O2', '-pthread', '-o', output, here('inventory.c'), ...libraries])
  return program(output)
}

const domain = (index: number): string =>
  `<domain type='test'><name>vm${index}</name><memory>1048576</memory><vcpu>2</vcpu>
    <os><type>hvm</type></os><devices>
      <disk type='file' device='disk'><source file='/images/vm${index}.qcow2'/><target dev='vda'/></disk>
      <interface type='network'><source network='net0'/></interface>
      <interface type='bridge'><source bridge='br0'/></interface>
      <graphics type='vnc'/><console type='pty'/>
    </devices></domain>`

function hostWith(directory: string, domains: number): string {
  const path = join(directory, `host-${domains}.xml`)
  const network = `<network><name>net0</name><bridge name='virbr9'/></network>`
  const all = Array.from({ length: domains }, (_, index) => domain(index)).join('\n')
  writeFileSync(path, `<node>${network}${all}</node>`)
  return `test://${path}`
}

interface Turn {
  measured: () => number[]
  peer: () => number[]
}

/** In turns, so that what else the machine does falls on both. */
function inTurns({ measured, peer }: Turn): { measured: number; peer: number; runs: number } {
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    theirs.push(...peer())
    ours.push(...measured())
  }
  return { measured: median(ours), peer: median(theirs), runs: ours.length }
}

function ratioRow(name: string, unit: string, goal: number | null, turn: Turn): BenchRow {
  const result = inTurns(turn)
  const ratio = result.measured / result.peer
  return { name, ...result, ratio, goal, met: goal === null || ratio <= goal, unit }
}

function differenceRow(name: string, unit: string, goal: number | null, turn: Turn): BenchRow {
  const result = inTurns(turn)
  const ratio = result.measured - result.peer
  return { name, ...result, ratio, goal, met: goal === null || ratio <= goal, unit }
}

function inventoryRows(c: Program, binding: Program, python: Program, uri: string, count: number) {
  const name = (what: string) => `inventory of ${count} domains ${what}`
  return [
    ratioRow(name('in one job, one call at a time, to C'), 'ms', 1.25, {
      measured: () => binding('bulk', uri, 1),
      peer: () => c('bulk', uri, 1),
    }),
    ratioRow(name('in one job, 4 calls at a time, to C'), 'ms', 1.15, {
      measured: () => binding('bulk', uri, 4),
      peer: () => c('bulk', uri, 4),
    }),
    ratioRow(name('in one job, to the XML alone in libvirt-python'), 'ms', null, {
      measured: () => binding('bulk', uri, 4),
      peer: () => python('list', uri, 1),
    }),
    ratioRow(name('by a promise each, all at once, to C with 4 threads'), 'ms', null, {
      measured: () => binding('burst', uri, 4),
      peer: () => c('list', uri, 4),
    }),
    ratioRow(name('by a promise each, one after the other, to C'), 'ms', null, {
      measured: () => binding('list', uri, 1),
      peer: () => c('list', uri, 1),
    }),
  ]
}

export async function run(): Promise<BenchRow[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-binding-'))
  try {
    const c = compile(directory)
    const binding = program(process.execPath, here('inventory.ts'))
    const python = program('/usr/bin/python3', here('inventory.py'))
    const small = hostWith(directory, 1)
    return [
      ...[100, 1_000, 5_000].flatMap((count) =>
        inventoryRows(c, binding, python, hostWith(directory, count), count),
      ),
      differenceRow('one call, over C', 'µs', null, {
        measured: () => binding('call', small, 5_000),
        peer: () => c('call', small, 5_000),
      }),
      differenceRow('from an event to its listener, over C', 'µs', 2_000, {
        measured: () => binding('event', small, 200),
        peer: () => c('event', small, 200),
      }),
    ]
  } finally {
    rmSync(directory, { recursive: true })
  }
}
