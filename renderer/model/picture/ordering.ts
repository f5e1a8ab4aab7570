/**
 * The columns of a very large picture, each put in order by itself: by the middle of what a thing is
 * plugged into, to and fro a few times, so that what belongs together comes to lie side by side
 * (the barycentre method of Sugiyama, Tagawa and Toda, 1981). Pure.
 */
import { columns, columnsOf, columnX, sizeOf, type Box, type Columns } from './sizes.ts'
import type { Cable, Picture, PictureNode } from './types.ts'

const SWEEPS = 4

export function inOrder({ nodes, cables }: Picture, gap: number): Map<string, Box> {
  const starts = columnsOf(nodes)
  const boxes = new Map(nodes.map((node) => [node.id, boxAtTop(node, starts)]))
  const ends = endsOf(cables)
  const stacks = inColumns(nodes)
  for (const ids of stacks) stack(ids, boxes, gap)
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const ids of sweep % 2 === 0 ? stacks : stacks.toReversed()) {
      const middles = new Map(ids.map((id) => [id, middleOf(id, ends, boxes)]))
      ids.sort((a, b) => (middles.get(a) ?? 0) - (middles.get(b) ?? 0))
      stack(ids, boxes, gap)
    }
  }
  return boxes
}

function boxAtTop(node: PictureNode, starts: Columns): Box {
  return { x: columnX(node.kind, starts), y: 0, ...sizeOf(node) }
}

/** From left to right. */
function inColumns(nodes: PictureNode[]): string[][] {
  const all = Map.groupBy(nodes, ({ kind }) => columns[kind])
  return [...all].sort(([a], [b]) => a - b).map(([, column]) => column.map(({ id }) => id))
}

function endsOf(cables: Cable[]): Map<string, string[]> {
  const ends = new Map<string, string[]>()
  for (const { from, to } of cables) {
    add(ends, from, to)
    add(ends, to, from)
  }
  return ends
}

function add(ends: Map<string, string[]>, one: string, other: string): void {
  const known = ends.get(one)
  if (known) known.push(other)
  else ends.set(one, [other])
}

/** One below the other, half of them above zero. */
function stack(ids: string[], boxes: Map<string, Box>, gap: number): void {
  const heights = ids.map((id) => (boxes.get(id)?.height ?? 0) + gap)
  let y = -heights.reduce((sum, height) => sum + height, 0) / 2
  ids.forEach((id, index) => {
    const box = boxes.get(id)
    if (box) box.y = Math.round(y)
    y += heights[index] ?? 0
  })
}

/** Of all that it is plugged into; its own, where that is nothing. */
function middleOf(id: string, ends: Map<string, string[]>, boxes: Map<string, Box>): number {
  const found = (ends.get(id) ?? [id]).flatMap((end) => boxes.get(end) ?? [])
  return found.reduce((sum, { y, height }) => sum + y + height / 2, 0) / found.length
}
