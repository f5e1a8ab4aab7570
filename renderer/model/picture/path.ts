/** Which way packets take through the picture, from outside to the machines. Pure. */
import type { Cable, Picture } from './types.ts'

/** The cables at the end of each thing that packets come in by, and at the other. */
export interface Wiring {
  into: ReadonlyMap<string, Cable[]>
  outOf: ReadonlyMap<string, Cable[]>
}

export function wiringOf({ cables }: Pick<Picture, 'cables'>): Wiring {
  return {
    into: Map.groupBy(cables, ({ to }) => to),
    outOf: Map.groupBy(cables, ({ from }) => from),
  }
}

/**
 * Everything between a thing and the outside on one hand, and the machines on the other.
 * @returns ids of things and of cables, its own among them
 */
export function pathThrough(wiring: Wiring, id: string): ReadonlySet<string> {
  return new Set([
    ...follow(id, ({ from }) => from, wiring.into),
    ...follow(id, ({ to }) => to, wiring.outOf),
  ])
}

function follow(
  start: string,
  next: (cable: Cable) => string,
  cables: ReadonlyMap<string, Cable[]>,
): Set<string> {
  const path = new Set([start])
  const ahead = [start]
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    for (const cable of cables.get(id) ?? []) {
      path.add(cable.id)
      const end = next(cable)
      if (path.has(end)) continue
      path.add(end)
      ahead.push(end)
    }
  }
  return path
}
