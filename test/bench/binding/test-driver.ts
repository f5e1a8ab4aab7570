/** libvirt's test driver costs the least of its own: a binding's overhead shows the most. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, type BenchRow } from '../row.ts'
import { compile, repeated, runHere, source } from './programs.ts'
import { differenceRow, ratioRow } from './turns.ts'

const REPEATS = 8
const CALLS = 5_000

export async function testDriverRows(): Promise<BenchRow[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-binding-'))
  try {
    for (const name of ['inventory', 'handover']) compile(name, directory)
    const rows: BenchRow[] = []
    for (const count of [100, 1_000, 5_000]) {
      const uri = hostWith(directory, count)
      rows.push(...(await inventoryRows(programs(directory, count), uri, count)))
    }
    return [...rows, ...(await smallRows(programs(directory, CALLS), hostWith(directory, 1)))]
  } finally {
    rmSync(directory, { recursive: true })
  }
}

function programs(directory: string, objects: number) {
  const program = (...first: string[]) => repeated(runHere, REPEATS, objects, ...first)
  return {
    c: program(join(directory, 'inventory')),
    handOver: program(join(directory, 'handover')),
    binding: program(process.execPath, source('inventory.ts')),
    python: program('/usr/bin/python3', source('inventory.py')),
  }
}

type Programs = ReturnType<typeof programs>

async function inventoryRows({ c, binding, python }: Programs, uri: string, count: number) {
  const name = (what: string) => `test driver, ${count} domains, ${what}`
  /** C on a thread of its own, and then what V8 needs for the strings and objects. */
  const apart = async (threads: number) => {
    const made = median(await binding('made', uri, threads))
    return (await c('apart', uri, threads)).map((ms) => ms + made)
  }
  return [
    await ratioRow(name('in one job, one call at a time, to C'), 'ms', 1.25, {
      measured: () => binding('bulk', uri, 1),
      peer: () => c('bulk', uri, 1),
      floor: () => apart(1),
    }),
    await ratioRow(name('in one job, 4 calls at a time, to C'), 'ms', 1.15, {
      measured: () => binding('bulk', uri, 4),
      peer: () => c('bulk', uri, 4),
      floor: () => apart(4),
    }),
    await ratioRow(name('in one job, to the XML alone in libvirt-python'), 'ms', null, {
      measured: () => binding('bulk', uri, 4),
      peer: () => python('list', uri, 1),
    }),
    await ratioRow(name('by a promise each, all at once, to C with 4 threads'), 'ms', null, {
      measured: () => binding('burst', uri, 4),
      peer: () => c('list', uri, 4),
    }),
    await ratioRow(name('by a promise each, one after the other, to C'), 'ms', null, {
      measured: () => binding('list', uri, 1),
      peer: () => c('list', uri, 1),
    }),
  ]
}

async function smallRows({ c, handOver, binding }: Programs, uri: string) {
  return [
    // A call that the test driver answers in half a microsecond is nothing but the way there and
    // back: what a promise costs at least on this machine, whoever wrote the binding.
    await ratioRow('test driver, one call, to two hand-overs between threads in C', 'µs', 1.5, {
      measured: () => binding('call', uri, CALLS),
      peer: () => handOver('call', '-', CALLS),
    }),
    await differenceRow('test driver, one call, over C', 'µs', null, {
      measured: () => binding('call', uri, CALLS),
      peer: () => c('call', uri, CALLS),
    }),
    await differenceRow('test driver, from an event to its listener, over C', 'µs', 2_000, {
      measured: () => binding('event', uri, 200),
      peer: () => c('event', uri, 200),
    }),
  ]
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
