import { ELSEWHERE, NOT_HERE, ROWS } from '../faults/elsewhere.ts'
import { type Assertion, reportsOf } from './vitest.ts'

interface Counts {
  injected: number
  held: number
}

/**
 * The fault table, row by row: how often each was injected, and how often it held.
 * @param parts whose reports are there
 * @returns the rows that were never injected, or did not hold
 */
export function printFaultTable(parts: string[]): number[] {
  const tests = new Map(parts.map((part) => [part, assertionsOf(part)]))
  const own = [...tests].flatMap(([part, list]) => (part.startsWith('faults') ? list : []))
  const bad: number[] = []
  console.log('\nrow  injected  held')
  for (let row = 1; row <= ROWS; row++) {
    const here = own.filter(({ title }) => title.startsWith(`row ${row}: `))
    const there = ELSEWHERE.filter((one) => one.row === row && tests.has(one.part))
    const found = there.map(({ part, test }) => matching(tests.get(part) ?? [], test))
    const counts = [here, ...found].map(counted).reduce(sum)
    const isWhole = found.every((list) => counted(list).injected > 0)
    if (counts.injected === 0 || counts.held < counts.injected || !isWhole) bad.push(row)
    console.log(line(row, counts, notes(row, there)))
  }
  return bad
}

function assertionsOf(part: string): Assertion[] {
  const files = reportsOf(part).flatMap(({ testResults }) => testResults)
  return files.flatMap(({ assertionResults }) => assertionResults)
}

function matching(list: Assertion[], test: string): Assertion[] {
  return list.filter(({ fullName }) => fullName.includes(test))
}

function counted(list: Assertion[]): Counts {
  const injected = list.filter(({ status }) => ['passed', 'failed'].includes(status)).length
  return { injected, held: list.filter(({ status }) => status === 'passed').length }
}

function sum(a: Counts, b: Counts): Counts {
  return { injected: a.injected + b.injected, held: a.held + b.held }
}

function notes(row: number, there: typeof ELSEWHERE): string {
  const tests = there.map(({ part, test }) => `${part}: ${test}`)
  return [...tests, ...(NOT_HERE[row] ? [NOT_HERE[row]] : [])].join('; ')
}

function line(row: number, { injected, held }: Counts, note: string): string {
  const counts = `${String(injected).padStart(8)}  ${String(held).padStart(4)}`
  const text = injected === 0 ? `not injected; ${note}` : note
  return `${String(row).padStart(3)}  ${counts}  ${text}`.trimEnd()
}
