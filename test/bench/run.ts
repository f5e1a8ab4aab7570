/**
 * `npm run bench -- PART…`: each part runs Puente and its peers side by side in one run, prints a
 * table and writes out/bench/PART.json. Absolute times say little on somebody else's machine; the
 * ratios are what counts.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import type { BenchRow } from './row.ts'

type Part = () => Promise<BenchRow[]>

const parts: Record<string, () => Promise<{ run: Part }>> = {
  binding: () => import('./binding.ts'),
  inventory: () => import('./inventory.ts'),
  traffic: () => import('./traffic.ts'),
  events: () => import('./events.ts'),
  window: () => import('./window.ts'),
  startup: () => import('./startup.ts'),
  bridge: () => import('./bridge.ts'),
  labs: () => import('./labs.ts'),
  memory: () => import('./memory.ts'),
  hosts: () => import('./hosts.ts'),
}

const asked = process.argv.slice(2).filter((word) => word !== '--')
const unknown = asked.filter((name) => !Object.hasOwn(parts, name))
if (unknown.length > 0) {
  console.error(`${unknown.join(', ')}: the parts are ${Object.keys(parts).join(', ')}`)
  process.exit(2)
}

console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`,
)
await mkdir('out/bench', { recursive: true })
const missed: BenchRow[] = []
for (const [name, load] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const { run } = await load()
  const rows = await run()
  await writeFile(`out/bench/${name}.json`, `${JSON.stringify(rows, null, 2)}\n`)
  console.log(`\n── ${name}`)
  console.table(rows.map(tableRow))
  missed.push(...rows.filter(({ met }) => !met))
}
console.log(`\n${outcome()}`)

function outcome(): string {
  const outOfReach = missed.filter(({ floor, goal }) => (floor ?? -Infinity) > (goal ?? Infinity))
  if (missed.length === 0) return 'Every goal is met.'
  return `${missed.length} goals are missed, ${outOfReach.length} of them out of reach on this machine (their floor).`
}

function tableRow(row: BenchRow): Record<string, string | number> {
  const { name, measured, peer, ratio, floor, goal, met, unit, runs, spread } = row
  const round = (value: number | null) => (value === null ? '' : Number(value.toPrecision(3)))
  return {
    name,
    measured: round(measured),
    peer: round(peer),
    ratio: round(ratio),
    spread: spread ?? '',
    floor: round(floor ?? null),
    goal: round(goal),
    met: goal === null ? '' : met ? 'yes' : 'NO',
    unit,
    runs,
  }
}
