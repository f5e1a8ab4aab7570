import type { Look } from './looks/looking.ts'

/**
 * The looks without those that only show a state of the window again, in another theme or language:
 * for who looks at each state in all of them anyway.
 */
export function statesOf(looks: Record<string, Look>): [string, Look][] {
  const states: [string, Look][] = []
  for (const [name, look] of Object.entries(looks)) {
    if (!states.some((state) => isSame(state, [name, look]))) states.push([name, look])
  }
  return states
}

/** What is pressed on the way has other words in another language: there the name tells. */
function isSame([name, state]: [string, Look], [otherName, other]: [string, Look]): boolean {
  const isNamedAlike = [`${name}-dark`, `${name}-es`].includes(otherName)
  const isVariant = isNamedAlike && Boolean(state.act) === Boolean(other.act)
  return sceneOf(state) === sceneOf(other) && (isVariant || state.act === other.act)
}

function sceneOf({ at, width, height, contrast, forcedColors }: Look): string {
  return JSON.stringify([at, width, height, contrast, forcedColors])
}
