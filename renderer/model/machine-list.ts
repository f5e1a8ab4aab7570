import { isActive, type Machine } from '../../shared/model/machine.ts'
import { matches } from './search.ts'

export const machineFilters = ['all', 'running', 'off'] as const
export type MachineFilter = (typeof machineFilters)[number]
export const machineOrders = ['name', 'state', 'nics'] as const
export type MachineOrder = (typeof machineOrders)[number]

/** What of the machines, which come by name, is shown and in which order. */
export function listed(
  machines: Machine[],
  { search, filter, order }: { search: string; filter: MachineFilter; order: MachineOrder },
): Machine[] {
  const shown = machines.filter((item) => isWanted(item, filter) && matches(item, search))
  return order === 'name' ? shown : shown.sort(orders[order])
}

function isWanted(machine: Machine, filter: MachineFilter): boolean {
  return filter === 'all' || isActive(machine) === (filter === 'running')
}

/** Sorting is stable: within one state they stay by name. */
const orders = {
  state: (a: Machine, b: Machine) => Number(isActive(b)) - Number(isActive(a)),
  nics: (a: Machine, b: Machine) => b.nics.length - a.nics.length,
}
