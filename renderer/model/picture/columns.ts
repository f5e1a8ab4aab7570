/** Columns of a picture that is there already, and room for one that was empty until now. Pure. */
import { COLUMN_GAP, columns, sizeOf, type Box, type Columns } from './sizes.ts'
import type { PictureNode } from './types.ts'

/**
 * Where each column begins now. Where something comes into one that took no room, what stands in the
 * columns right of it goes aside.
 * @param present where what was there already stands; changed in place
 */
export function roomForColumns(nodes: PictureNode[], present: Map<string, Box>): Columns {
  const wanted = [...Map.groupBy(nodes, ({ kind }) => columns[kind])].sort(([a], [b]) => a - b)
  const starts = new Map<number, number>()
  let end = 0
  for (const [column, inIt] of wanted) {
    const x = usualX(inIt, present)
    const width = Math.max(...inIt.map((node) => sizeOf(node).width))
    starts.set(column, x ?? end)
    if (x === null) pushRight(end + width + COLUMN_GAP, column, wanted, present)
    end = (x ?? end) + width + COLUMN_GAP
  }
  return starts
}

/** Of most of them: a person may have moved some. Null where none is there yet. */
function usualX(nodes: PictureNode[], present: ReadonlyMap<string, Box>): number | null {
  const all = nodes.flatMap(({ id }) => present.get(id)?.x ?? []).sort((a, b) => a - b)
  return all[Math.floor((all.length - 1) / 2)] ?? null
}

function pushRight(
  from: number,
  column: number,
  wanted: [number, PictureNode[]][],
  present: Map<string, Box>,
): void {
  const later = wanted.filter(([other]) => other > column)
  const next = later.map(([, inIt]) => usualX(inIt, present)).find((x) => x !== null)
  if (next === undefined || next >= from) return
  for (const { id } of later.flatMap(([, inIt]) => inIt)) {
    const box = present.get(id)
    if (box) present.set(id, { ...box, x: box.x + from - next })
  }
}
