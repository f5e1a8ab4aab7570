const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** By name as a person orders them: vm2 before vm10. Of vm1 and vm01 it is always the same first. */
export function byName(a: { name: string }, b: { name: string }): number {
  return collator.compare(a.name, b.name) || Number(a.name > b.name) - Number(a.name < b.name)
}

/**
 * All of them by name. What was in order before is taken in that order: to sort what is almost
 * sorted takes one comparison for each, instead of a dozen of each with others.
 */
export function inOrder<Item extends { uuid: string; name: string }>(
  items: ReadonlyMap<string, Item>,
  before: readonly Item[] = [],
): Item[] {
  const rest = new Map(items)
  const known = before.flatMap(({ uuid }) => {
    const item = rest.get(uuid)
    rest.delete(uuid)
    return item ?? []
  })
  return [...known, ...rest.values()].sort(byName)
}
