import type { Change } from '../../shared/model/plan.ts'

/** The change that a call has made, of those that make one. */
export function changeMade(result: unknown): Change | null {
  if (typeof result !== 'object' || result === null) return null
  return 'phase' in result ? (result as Change) : null
}

/** The interfaces, networks and machines that its title names. */
export function namedIn({ title }: Pick<Change, 'title'>): string[] {
  return Object.values(title.params ?? {}).flatMap((value) => String(value).split(', '))
}
