export interface Count {
  passed: number
  failed: number
  skipped: number
  /** Of those that passed: not at the first try. On a quiet machine there is none. */
  retried: number
}

export const NOTHING: Count = { passed: 0, failed: 0, skipped: 0, retried: 0 }

export function add(a: Count, b: Count): Count {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    retried: a.retried + b.retried,
  }
}

export function inWords({ passed, failed, skipped, retried }: Count): string {
  const more = [
    ...(skipped > 0 ? [`, ${skipped} skipped`] : []),
    ...(retried > 0 ? [`, ${retried} at the second try`] : []),
  ]
  return `${passed} passed, ${failed} failed${more.join('')}`
}

const SAID = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?(?:, (\d+) at the second try)?$/gm

/** What a run says of itself in its last such line; undefined where it says nothing. */
export function countIn(text: string): Count | undefined {
  const said = [...text.matchAll(SAID)].at(-1)
  if (!said) return undefined
  const numbers = said.slice(1).map((number) => Number(number ?? 0))
  const [passed = 0, failed = 0, skipped = 0, retried = 0] = numbers
  return { passed, failed, skipped, retried }
}

/** Of a run in a process of its own: one that ended badly without a word of it counts as a failure. */
export function countOf(text: string, code: number | null): Count {
  const said = countIn(text)
  return said && (said.failed > 0 || code === 0) ? said : { ...NOTHING, failed: 1 }
}
