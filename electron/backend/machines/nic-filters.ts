/** Filters of ours that come and go with the NICs that have them. */
import type { MachineNic } from '../../../shared/model/machine.ts'
import { ruleKindOf } from '../../../shared/rules/nic-rules.ts'
import { defineFilterCommand, removeFilterCommand } from '../../libvirt/commands/filters.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import type { NicFacts } from './nic-facts.ts'

/** Its XML, as it is and as it is to be; null where there is none. */
export interface FilterEdit {
  name: string
  before: string | null
  after: string | null
}

export function takenBack(edits: FilterEdit[]): FilterEdit[] {
  return edits.map(({ name, before, after }) => ({ name, before: after, after: before }))
}

/** Before anything has it. @throws PuenteError `filters-not-possible` */
export async function defineFilters(libvirt: LibvirtService, edits: FilterEdit[]): Promise<void> {
  for (const { before, after } of edits) {
    if (after !== null && after !== before) await libvirt.managing.defineFilter(after)
  }
}

/** Once nothing has it. A running NIC that somebody has given it by hand keeps it. */
export async function removeFilters(libvirt: LibvirtService, edits: FilterEdit[]): Promise<void> {
  for (const { name, after } of edits) {
    if (after === null) await libvirt.managing.removeFilter(name).catch(() => undefined)
  }
}

export function filterCommands(edits: FilterEdit[]): { before: string[]; after: string[] } {
  return {
    before: edits.flatMap(({ before, after }) =>
      after !== null && after !== before ? [defineFilterCommand(after)] : [],
    ),
    after: edits.flatMap(({ name, after }) => (after === null ? [removeFilterCommand(name)] : [])),
  }
}

/**
 * Of ours, those that no NIC has: once this one is gone, and since their machine was deleted elsewhere.
 * @param gone null: none goes
 */
export async function filtersLeftBy(
  gone: MachineNic | null,
  { facts, libvirt }: { facts: NicFacts; libvirt: LibvirtService },
): Promise<FilterEdit[]> {
  const { machines } = facts
  const others = machines.flatMap(({ nics }) => nics).filter((one) => one !== gone)
  const used = new Set(others.flatMap(({ filters }) => filters ?? []))
  // What a saved state has, and what can't be read, may need one that nobody else has.
  const isSure = machines.every(
    ({ unreadable, reading, saved }) => !unreadable && !reading && !saved,
  )
  const mayGo = (name: string) => isSure || (gone?.filters ?? []).includes(name)
  const left = (await libvirt.managing.readFilterNames()).filter(
    (name) => ruleKindOf(name) !== null && !used.has(name) && mayGo(name),
  )
  const read = await Promise.all(left.map((name) => libvirt.managing.readFilter(name)))
  return left.flatMap((name, index) => {
    const xml = read[index]
    return xml ? [{ name, before: xml, after: null }] : []
  })
}
