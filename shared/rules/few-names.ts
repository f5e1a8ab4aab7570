/** Names in a sentence: as many as can be read in one. */
const MOST = 12

/** Of more than can be read the first, and how many there are in all: in figures, for any language. */
export function fewNames(names: readonly string[]): string {
  const shown = names.slice(0, MOST).join(', ')
  return names.length > MOST ? `${shown}… (${names.length})` : shown
}
