export interface Count {
  passed: number
  failed: number
  skipped: number
}

export const NOTHING: Count = { passed: 0, failed: 0, skipped: 0 }

export function add(a: Count, b: Count): Count {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  }
}

export function inWords({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** What a run says of itself in its last such line; undefined where it says nothing. */
export function countIn(text: string): Count | undefined {
  const said = [...text.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1)
  if (!said) return undefined
  const [passed = 0, failed = 0, skipped = 0] = said.slice(1).map((number) => Number(number ?? 0))
  return { passed, failed, skipped }
}
