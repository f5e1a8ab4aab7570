/** The kernel's counters of a host's interfaces. */
import type { Traffic } from '../../shared/model/traffic.ts'
import { readFile } from './side.ts'
import type { HostSide } from './side.ts'

/** One file for all of them, instead of a dozen in sysfs for each. */
export async function readHostTraffic(side: HostSide): Promise<Record<string, Traffic>> {
  return hostTraffic(await readFile(side, '/proc/net/dev'))
}

/** Two lines of headings, then `name: bytes packets errs drop …` of what came in, and of what went out. */
export function hostTraffic(table: string): Record<string, Traffic> {
  const rows = table.split('\n').slice(2).filter(Boolean)
  return Object.fromEntries(rows.map(rowOf))
}

function rowOf(row: string): [string, Traffic] {
  // An alias may have a colon in its name: the last one ends it.
  const end = row.lastIndexOf(':')
  const numbers = row
    .slice(end + 1)
    .trim()
    .split(/\s+/)
    .map(Number)
  return [row.slice(0, end).trim(), { received: counted(numbers, 0), sent: counted(numbers, 8) }]
}

function counted(numbers: number[], from: number): Traffic['received'] {
  const [bytes = 0, packets = 0, errors = 0, drops = 0] = numbers.slice(from)
  return { bytes, packets, errors, drops }
}
