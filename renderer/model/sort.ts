const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** By name as a person orders them: vm2 before vm10. */
export function byName(a: { name: string }, b: { name: string }): number {
  return collator.compare(a.name, b.name)
}
