/** The kernel's counters of this computer's interfaces. */
import { readFileSync } from 'node:fs'
import type { Traffic } from '../../shared/model/traffic.ts'

/**
 * One file for all of them, instead of a dozen in sysfs for each. At once: no disk is behind it, and
 * `readFile` would go to another thread and back five times, which takes longer than the reading.
 */
export function readHostTraffic(): Record<string, Traffic> {
  return hostTraffic(readFileSync('/proc/net/dev', 'utf8'))
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
