/** Control characters in anything that is filled in, wherever in it. Pure. */
import { hasControlCharacter } from './control-characters.ts'
import { problem } from './problem.ts'
import type { Problem } from './problem.ts'

/** @param at the way to `value` in what is filled in */
export function controlProblems(value: unknown, at = ''): Problem[] {
  if (typeof value === 'string') {
    return hasControlCharacter(value) ? [problem(at, 'control-character')] : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    controlProblems(inner, at === '' ? key : `${at}.${key}`),
  )
}
