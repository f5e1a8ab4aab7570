/** How large each thing is drawn; the components draw within it. Pure. */
import type { NodeKind, PictureNode } from './types.ts'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export const widths: Record<Exclude<NodeKind, 'group'>, number> = {
  internet: 106,
  lan: 152,
  nic: 150,
  bridge: 150,
  network: 176,
  machine: 204,
}

export const HEADER = 50
export const NIC_ROW = 26
const NIC_PADDING = 8
export const CHIP = { width: 150, height: 32, gap: 6 }
const GROUP_HEADER = 54
const GROUP_PADDING = 10
/** A card's border, on both sides. */
const BORDERS = 2
/** As wide as a thin one is at most. */
const SCROLLBAR = 12
/** More are scrolled to. */
const MOST_ROWS = 12

/** From left to right, as packets come in from outside. */
export const columns: Record<NodeKind, number> = {
  internet: 0,
  lan: 1,
  nic: 2,
  bridge: 3,
  network: 4,
  machine: 5,
  group: 5,
}

export const COLUMN_GAP = 40

/** Where the things of each column begin, by the column's number. */
export type Columns = ReadonlyMap<number, number>

/** One beside the other; one that nothing stands in takes no room. */
export function columnsOf(nodes: Pick<PictureNode, 'kind'>[]): Columns {
  const widest = new Map<number, number>()
  for (const { kind } of nodes) {
    widest.set(columns[kind], widths[kind === 'group' ? 'machine' : kind])
  }
  let x = 0
  const starts = new Map<number, number>()
  for (const [column, width] of [...widest].sort(([one], [other]) => one - other)) {
    starts.set(column, x)
    x += width + COLUMN_GAP
  }
  return starts
}

export function columnX(kind: NodeKind, starts: Columns): number {
  return starts.get(columns[kind]) ?? 0
}

export function sizeOf(node: PictureNode): Pick<Box, 'width' | 'height'> {
  if (node.kind === 'machine') {
    const nics = node.nics.length > 0 ? node.nics.length * NIC_ROW + NIC_PADDING : 0
    return { width: widths.machine, height: HEADER + nics }
  }
  if (node.kind !== 'group') return { width: widths[node.kind], height: HEADER }
  return node.open
    ? openGroup(node.machines.length)
    : { width: widths.machine, height: GROUP_HEADER + 22 }
}

export function chipColumns(count: number): number {
  return count <= 8 ? 1 : count <= 32 ? 2 : 3
}

function chipRows(count: number): number {
  return Math.ceil(count / chipColumns(count))
}

/** Only then may it keep the wheel, which moves the picture everywhere else. */
export function groupScrolls(count: number): boolean {
  return chipRows(count) > MOST_ROWS
}

function openGroup(count: number): Pick<Box, 'width' | 'height'> {
  const wide = chipColumns(count)
  const rows = Math.min(chipRows(count), MOST_ROWS)
  const chips = wide * (CHIP.width + CHIP.gap) - CHIP.gap
  return {
    width: chips + 2 * GROUP_PADDING + BORDERS + (groupScrolls(count) ? SCROLLBAR : 0),
    height: GROUP_HEADER + rows * (CHIP.height + CHIP.gap) - CHIP.gap + GROUP_PADDING + BORDERS,
  }
}
