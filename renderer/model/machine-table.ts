/** Machines as rows of a table: what stands in its columns, how it is ordered and chosen. Pure. */
import { isActive, type Machine } from '../../shared/model/machine.ts'
import { byName } from './sort.ts'
import type { Sort } from './sort.ts'

export const machineColumns = [
  'name',
  'state',
  'address',
  'networks',
  'vcpus',
  'memory',
  'autostart',
] as const
export type MachineColumn = (typeof machineColumns)[number]

export type MachineSort = Sort<MachineColumn>

export function addressOf({ nics }: Machine): string {
  return nics.flatMap(({ addresses }) => addresses)[0]?.address ?? ''
}

/** Each once, in the order of its NICs; a bridge or a device by its own name. */
export function networksOf({ nics }: Machine): string[] {
  const names = nics.flatMap(({ source }) => {
    if (source.type === 'network') return [source.network]
    if (source.type === 'bridge') return [source.bridge]
    return source.type === 'direct' ? [source.device] : []
  })
  return [...new Set(names)]
}

const texts = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
const by = (text: (machine: Machine) => string) => (a: Machine, b: Machine) =>
  // What has none comes last, as it is looked for least.
  Number(text(a) === '') - Number(text(b) === '') || texts.compare(text(a), text(b))

const orders: Record<MachineColumn, (a: Machine, b: Machine) => number> = {
  name: byName,
  state: (a, b) => Number(isActive(b)) - Number(isActive(a)) || texts.compare(a.state, b.state),
  address: by(addressOf),
  networks: by((machine) => networksOf(machine).join()),
  vcpus: (a, b) => a.vcpus - b.vcpus,
  memory: (a, b) => a.memoryMiB - b.memoryMiB,
  autostart: (a, b) => Number(b.autostart) - Number(a.autostart),
}

/** @param machines by name, which decides where the column does not */
export function sorted(machines: Machine[], { column, descending }: MachineSort): Machine[] {
  const order = orders[column]
  return machines.toSorted((a, b) => (descending ? order(b, a) : order(a, b)))
}

/**
 * What is chosen after one more row was.
 * @param from with Shift: the row chosen before, from which on all become as this one
 */
export function chosenAfter(
  chosen: ReadonlySet<string>,
  rows: string[],
  { row, on, from }: { row: string; on: boolean; from: string | null },
): Set<string> {
  const [start, end] = [rows.indexOf(from ?? row), rows.indexOf(row)]
  const range = start < 0 ? [row] : rows.slice(Math.min(start, end), Math.max(start, end) + 1)
  const next = new Set(chosen)
  for (const one of range) {
    if (on) next.add(one)
    else next.delete(one)
  }
  return next
}
