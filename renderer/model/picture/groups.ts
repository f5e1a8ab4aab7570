/** Many machines are fewer things in the picture, to be opened: those wired alike, and the rest. Pure. */
import type { GroupMemory, Likeness, MachineNode, NodeOf } from './types.ts'

/** As many machines are shown one by one, whatever they are wired to. */
export const FEW_MACHINES = 10
/** Fewer of one kind are no group yet. */
const SMALLEST_GROUP = 5
/** Up to this many in all, groups stand open until a person closes them. */
const OPEN_UP_TO = 60
/** More groups of machines wired alike than these are no fewer things to look at. */
const MOST_ALIKE = 40
/** More machines that are in no group of the kind above are put together by their first network. */
const MOST_SINGLES = 60
/** Where that would be more groups, all of these are one: a picture of cables alone says nothing. */
const MOST_BY_FIRST = 24

export interface Grouping {
  singles: MachineNode[]
  groups: NodeOf<'group'>[]
}

interface Bunch {
  key: string
  likeness: Likeness
  members: MachineNode[]
}

export function groupsOf(machines: MachineNode[], memory: GroupMemory): Grouping {
  const alike = alikeOf(machines, memory)
  const bunches = [...alike, ...restOf(without(machines, alike), memory)]
  const groups = bunches.map(({ key, likeness, members }): NodeOf<'group'> => {
    const open = memory.open.get(key) ?? machines.length <= OPEN_UP_TO
    return { id: `group:${key}`, kind: 'group', key, likeness, machines: members, open }
  })
  return { groups, singles: without(machines, bunches) }
}

function alikeOf(machines: MachineNode[], memory: GroupMemory): Bunch[] {
  const all = [...Map.groupBy(machines, wiredTo)]
    .map(([key, members]): Bunch => ({ key, likeness: 'same', members }))
    .filter((bunch) => isGroup(bunch, machines, memory))
  if (all.length <= MOST_ALIKE) return all
  const wasThere = ({ key }: Bunch) => Number(memory.grouped.has(key))
  return all
    .toSorted((a, b) => wasThere(b) - wasThere(a) || b.members.length - a.members.length)
    .slice(0, MOST_ALIKE)
}

/** Those that no other is wired like: by their first network, or else all of them together. */
function restOf(rest: MachineNode[], { grouped }: GroupMemory): Bunch[] {
  const wasGrouped = [...grouped].some((key) => key.startsWith('first:') || key === 'mixed')
  if (rest.length <= (wasGrouped ? MOST_SINGLES / 2 : MOST_SINGLES)) return []
  const byFirst = [...Map.groupBy(rest, firstPlace)]
    .map(([to, members]): Bunch => ({ key: `first:${to}`, likeness: 'first', members }))
    .filter(({ members }) => members.length >= SMALLEST_GROUP)
  const chosen = byFirst.length > MOST_BY_FIRST ? [] : byFirst
  const left = without(rest, chosen)
  const mixed: Bunch = { key: 'mixed', likeness: 'mixed', members: left }
  return left.length < SMALLEST_GROUP ? chosen : [...chosen, mixed]
}

function without(machines: MachineNode[], bunches: Bunch[]): MachineNode[] {
  const inThem = new Set(bunches.flatMap(({ members }) => members))
  return machines.filter((machine) => !inThem.has(machine))
}

/** The places that it is plugged into, in any order and however often. */
function wiredTo({ nics }: MachineNode): string {
  const places = nics.flatMap(({ to }) => (to === null ? [] : [to]))
  return [...new Set(places)].sort().join('+') || 'none'
}

/** By the node's id; 'none' where none of its NICs leads anywhere. */
export function firstPlace({ nics }: MachineNode): string {
  return nics.find(({ to }) => to !== null)?.to ?? 'none'
}

/** One that is there stays for as long as it can, so that it does not fall apart at a removal. */
function isGroup({ key, members }: Bunch, all: MachineNode[], { grouped }: GroupMemory): boolean {
  if (grouped.has(key)) return members.length > 1
  return all.length > FEW_MACHINES && members.length >= SMALLEST_GROUP
}
