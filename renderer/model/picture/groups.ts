/** Many machines that are wired alike are one thing in the picture, to be opened. Pure. */
import type { GroupMemory, MachineNode, NodeOf } from './types.ts'

/** As many machines are shown one by one, whatever they are wired to. */
export const FEW_MACHINES = 10
/** Fewer of one kind are no group yet. */
const SMALLEST_GROUP = 5
/** Up to this many in all, groups stand open until a person closes them. */
const OPEN_UP_TO = 60

export interface Grouping {
  singles: MachineNode[]
  groups: NodeOf<'group'>[]
}

export function groupsOf(machines: MachineNode[], memory: GroupMemory): Grouping {
  const alike = Map.groupBy(machines, wiredTo)
  const grouped = [...alike].filter(([key, members]) => isGroup(key, members, machines, memory))
  const groups = grouped.map(([key, members]): NodeOf<'group'> => {
    const open = memory.open.get(key) ?? machines.length <= OPEN_UP_TO
    return { id: `group:${key}`, kind: 'group', key, machines: members, open }
  })
  const inGroups = new Set(grouped.flatMap(([, members]) => members))
  return { groups, singles: machines.filter((machine) => !inGroups.has(machine)) }
}

/** The places that it is plugged into, in any order and however often. */
function wiredTo({ nics }: MachineNode): string {
  const places = nics.flatMap(({ to }) => (to === null ? [] : [to]))
  return [...new Set(places)].sort().join('+') || 'none'
}

/** One that is there stays for as long as it can, so that it does not fall apart at a removal. */
function isGroup(
  key: string,
  members: MachineNode[],
  all: MachineNode[],
  { grouped }: GroupMemory,
): boolean {
  if (grouped.has(key)) return members.length > 1
  return all.length > FEW_MACHINES && members.length >= SMALLEST_GROUP
}
