/**
 * Where each thing stands. Nothing that is there already moves when something else comes, goes or
 * changes: only the first picture is laid out as a whole, by dagre. Pure.
 */
import { Graph, layout } from '@dagrejs/dagre'
import { inOrder } from './ordering.ts'
import { roomForColumns } from './columns.ts'
import { columns, columnsOf, columnX, sizeOf, type Box, type Columns } from './sizes.ts'
import type { Picture, PictureNode } from './types.ts'

/** By a node's id; also of things that are gone, so that they come back to their places. */
export type Placement = ReadonlyMap<string, Box>

const GAP = 22
/** A column that is taller goes on in another one beside it. */
const TALLEST = 1500
const WRAP_GAP = 32
/** dagre counts which of them cross: 0.3 s for 600, 3 s for 4,000, in which the window stands still. */
const MOST_RANKED = 800
/** Places of things that are gone are forgotten beyond this. */
const REMEMBERED = 3000

/**
 * @param made the group that a person has just opened: what stands in its way makes room
 */
export function arrange(
  picture: Picture,
  before: Placement,
  made: string | null = null,
): Placement {
  const known = picture.nodes.filter(({ id }) => before.has(id))
  // Hardly anything is where it was: there is no picture yet that a person could have in mind.
  if (known.length * 2 < picture.nodes.length) return arrangeAfresh(picture, before)
  const present = new Map<string, Box>()
  for (const node of known) present.set(node.id, boxOf(node, before))
  const starts = roomForColumns(picture.nodes, present)
  for (const node of known) present.set(node.id, resized(node, present, made))
  if (made !== null) makeRoom(made, present)
  for (const node of picture.nodes) {
    if (!present.has(node.id)) present.set(node.id, newcomer(node, picture, present, starts))
  }
  return remember(before, present)
}

/** All of it at once, as at first; places of things that are gone are kept. */
export function arrangeAfresh(picture: Picture, before: Placement = new Map()): Placement {
  const boxes = picture.cables.length > MOST_RANKED ? inOrder(picture, GAP) : ranked(picture)
  return remember(before, wrapped(picture.nodes, boxes))
}

function remember(before: Placement, present: ReadonlyMap<string, Box>): Placement {
  const gone = [...before].filter(([id]) => !present.has(id))
  const room = Math.max(0, REMEMBERED - present.size)
  return new Map([...gone.slice(Math.max(0, gone.length - room)), ...present])
}

function boxOf({ id }: PictureNode, placement: Placement): Box {
  return placement.get(id) ?? { x: 0, y: 0, width: 0, height: 0 }
}

/** By dagre, which orders each column so that few cables cross; the columns are our own. */
function ranked({ nodes, cables }: Picture): Map<string, Box> {
  const column = new Map(nodes.map((node) => [node.id, columns[node.kind]]))
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: GAP, ranker: (ranking: Graph) => rank(ranking, column) })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of nodes) graph.setNode(node.id, sizeOf(node))
  for (const { from, to } of cables) {
    if (column.get(to) !== column.get(from)) graph.setEdge(from, to)
  }
  layout(graph)
  const starts = columnsOf(nodes)
  return new Map(nodes.map((node) => [node.id, placed(node, graph.node(node.id).y, starts)]))
}

/** dagre keeps every second rank for labels of edges, and has nodes of its own before the first. */
function rank(graph: Graph, column: ReadonlyMap<string, number>): void {
  for (const id of graph.nodes()) graph.node(id).rank = 2 * (column.get(id) ?? -1)
}

function placed(node: PictureNode, middle: number, starts: Columns): Box {
  const size = sizeOf(node)
  return { x: columnX(node.kind, starts), y: Math.round(middle - size.height / 2), ...size }
}

/** The last column may be far taller than any screen: it goes on beside itself. */
function wrapped(nodes: PictureNode[], boxes: Map<string, Box>): Map<string, Box> {
  const last = nodes.filter(({ kind }) => kind === 'machine' || kind === 'group')
  const column = last.map((node) => boxOf(node, boxes)).sort((a, b) => a.y - b.y)
  const bottom = Math.max(...column.map((box) => box.y + box.height), 0)
  const top = Math.min(...column.map(({ y }) => y), bottom)
  if (bottom - top <= TALLEST) return boxes
  const total = column.reduce((sum, { height }) => sum + height + GAP, 0)
  const height = Math.max(TALLEST, Math.sqrt(total * 260))
  let x = column[0]?.x ?? 0
  let y = 0
  let widest = 0
  for (const box of column) {
    if (y > 0 && y + box.height > height) {
      x += widest + WRAP_GAP
      y = 0
      widest = 0
    }
    Object.assign(box, { x, y })
    y += box.height + GAP
    widest = Math.max(widest, box.width)
  }
  return centred(nodes, boxes, Math.min(total, height))
}

/** The host's own things, half-way up beside the machines. */
function centred(nodes: PictureNode[], boxes: Map<string, Box>, height: number): Map<string, Box> {
  const others = nodes.filter(({ kind }) => kind !== 'machine' && kind !== 'group')
  const column = others.map((node) => boxOf(node, boxes))
  const top = Math.min(...column.map(({ y }) => y))
  const bottom = Math.max(...column.map((box) => box.y + box.height))
  const shift = Math.round(height / 2 - (top + bottom) / 2)
  for (const box of column) box.y += shift
  return boxes
}

/** In its place, as large as it is now if there is room; an open group scrolls in the old size. */
function resized(node: PictureNode, present: Map<string, Box>, made: string | null): Box {
  const box = boxOf(node, present)
  const wanted = { ...box, ...sizeOf(node) }
  const grows = wanted.width > box.width || wanted.height > box.height
  if (!grows || node.id === made) return wanted
  const around = others(node.id, present)
  if (!overlaps(wanted, around)) return wanted
  return node.kind === 'group' ? box : nearestRoom(wanted, around)
}

/** What the opened one now covers goes down, and what that covers in its turn. */
function makeRoom(id: string, present: Map<string, Box>): void {
  const opened = present.get(id)
  if (!opened) return
  const settled = [opened]
  const below = [...present]
    .filter(([other, box]) => other !== id && box.y + box.height / 2 >= opened.y)
    .sort(([, a], [, b]) => a.y - b.y)
  for (const [other, box] of below) {
    const moved = { ...box }
    for (let hit = firstHit(moved, settled); hit; hit = firstHit(moved, settled)) {
      moved.y = hit.y + hit.height + GAP
    }
    if (moved.y !== box.y) {
      present.set(other, moved)
      settled.push(moved)
    }
  }
}

/** Beside what it is plugged into, in the nearest free place of its column. */
function newcomer(
  node: PictureNode,
  picture: Picture,
  present: Map<string, Box>,
  starts: Columns,
): Box {
  const ends = picture.cables.flatMap(({ from, to }) =>
    from === node.id ? [to] : to === node.id ? [from] : [],
  )
  const beside = ends.flatMap((id) => present.get(id) ?? [])
  const middle =
    beside.length > 0
      ? beside.reduce((sum, box) => sum + box.y + box.height / 2, 0) / beside.length
      : middleOf([...present.values()])
  return nearestRoom(placed(node, middle, starts), [...present.values()])
}

function middleOf(boxes: Box[]): number {
  const top = Math.min(...boxes.map(({ y }) => y))
  const bottom = Math.max(...boxes.map((box) => box.y + box.height))
  return boxes.length > 0 ? (top + bottom) / 2 : 0
}

function others(id: string, present: ReadonlyMap<string, Box>): Box[] {
  return [...present].filter(([other]) => other !== id).map(([, box]) => box)
}

/** Up or down to the nearest place that is free: just past one of those in the way. */
function nearestRoom(wanted: Box, taken: Box[]): Box {
  const inColumn = taken.filter(
    ({ x, width }) => x < wanted.x + wanted.width + GAP && x + width + GAP > wanted.x,
  )
  const places = [
    wanted.y,
    ...inColumn.flatMap(({ y, height }) => [y + height + GAP, y - wanted.height - GAP]),
  ]
  const free = places
    .map((y) => ({ ...wanted, y }))
    .filter((box) => !overlaps(box, inColumn))
    .sort((a, b) => Math.abs(a.y - wanted.y) - Math.abs(b.y - wanted.y) || b.y - a.y)
  return free[0] ?? wanted
}

function overlaps(box: Box, boxes: Box[]): boolean {
  return firstHit(box, boxes) !== undefined
}

/** Nearer than half the usual distance counts. */
function firstHit(box: Box, boxes: Box[]): Box | undefined {
  const near = GAP / 2
  return boxes.find(
    (other) =>
      other.x < box.x + box.width + near &&
      box.x < other.x + other.width + near &&
      other.y < box.y + box.height + near &&
      box.y < other.y + other.height + near,
  )
}
