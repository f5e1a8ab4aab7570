const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** By name as a person orders them: vm2 before vm10. Of vm1 and vm01 it is always the same first. */
export function byName(a: { name: string }, b: { name: string }): number {
  return collator.compare(a.name, b.name) || Number(a.name > b.name) - Number(a.name < b.name)
}

/**
 * All of them by name. Those that have kept their names are in the order that they were in before,
 * which costs no comparison; each of the others is put between them, for a dozen of a thousand.
 */
export function inOrder<Item extends { uuid: string; name: string }>(
  items: ReadonlyMap<string, Item>,
  before: readonly Item[] = [],
): Item[] {
  const ordered: Item[] = []
  for (const { uuid, name } of before) {
    const item = items.get(uuid)
    if (item?.name === name) ordered.push(item)
  }
  if (ordered.length === 0) return [...items.values()].sort(byName)
  if (ordered.length === items.size) return ordered
  const kept = new Set(ordered)
  for (const item of items.values()) {
    if (!kept.has(item)) ordered.splice(indexFor(item, ordered), 0, item)
  }
  return ordered
}

/** Behind all that come before it. */
function indexFor(item: { name: string }, ordered: readonly { name: string }[]): number {
  let [from, to] = [0, ordered.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const other = ordered[middle]
    if (other && byName(other, item) <= 0) from = middle + 1
    else to = middle
  }
  return from
}

/** How a table is ordered. */
export interface Sort<Column extends string> {
  column: Column
  descending: boolean
}

/** What a column's title says of it to who does not see the arrow. */
export function orderOf<Column extends string>(
  sort: Sort<Column>,
  column: Column,
): 'ascending' | 'descending' | 'none' {
  if (sort.column !== column) return 'none'
  return sort.descending ? 'descending' : 'ascending'
}

/** After a press on a column's title: the other way round, or by that one. */
export function pressed<Column extends string>(sort: Sort<Column>, column: Column): Sort<Column> {
  return { column, descending: sort.column === column && !sort.descending }
}
