import { ELSEWHERE, NOT_HERE, type Fault, faults } from '../faults/elsewhere.ts'
import { type Assertion, reportsOf } from './vitest.ts'

interface Counts {
  injected: number
  held: number
}

/**
 * The fault table: how often each was injected, and how often it held.
 * @param parts whose reports are there
 * @returns the faults that were never injected, or did not hold
 */
export function printFaultTable(parts: string[]): Fault[] {
  const tests = new Map(parts.map((part) => [part, assertionsOf(part)]))
  const own = [...tests].flatMap(([part, list]) => (part.startsWith('faults') ? list : []))
  const bad: Fault[] = []
  console.log('\ninjected  held  fault')
  for (const fault of faults) {
    const here = own.filter(({ title }) => title.startsWith(`${fault}: `))
    const there = ELSEWHERE.filter((one) => one.fault === fault && tests.has(one.part))
    const found = there.map(({ part, test }) => matching(tests.get(part) ?? [], test))
    const counts = [here, ...found].map(counted).reduce(sum)
    const isWhole = found.every((list) => counted(list).injected > 0)
    if (counts.injected === 0 || counts.held < counts.injected || !isWhole) bad.push(fault)
    console.log(line(fault, counts, notes(fault, there)))
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

function notes(fault: Fault, there: typeof ELSEWHERE): string {
  const tests = there.map(({ part, test }) => `${part}: ${test}`)
  return [...tests, ...(NOT_HERE[fault] ? [NOT_HERE[fault]] : [])].join('; ')
}

function line(fault: Fault, { injected, held }: Counts, note: string): string {
  const counts = `${String(injected).padStart(8)}  ${String(held).padStart(4)}`
  const text = injected === 0 ? ['not injected', note].filter(Boolean).join('; ') : note
  return `${counts}  ${fault}${text === '' ? '' : `: ${text}`}`
}
