import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ELSEWHERE, ROWS } from '../faults/elsewhere.ts'

interface Report {
  testResults: { assertionResults: { title: string; status: string }[] }[]
}

const REPORT = fileURLToPath(new URL('../../out/test/faults.json', import.meta.url))

/** The fault table, row by row: how often each was injected, and how often it held. */
export function printFaultTable(): void {
  const { testResults } = JSON.parse(readFileSync(REPORT, 'utf8')) as Report
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  console.log('\nrow  injected  held')
  for (let row = 1; row <= ROWS; row++) {
    const own = tests.filter(({ title }) => title.startsWith(`row ${row}: `))
    const injected = own.filter(({ status }) => ['passed', 'failed'].includes(status))
    const held = own.filter(({ status }) => status === 'passed')
    const counts = `${String(injected.length).padStart(8)}  ${String(held.length).padStart(4)}`
    const note = ELSEWHERE[row] ?? (injected.length === 0 ? 'not injected' : '')
    console.log(`${String(row).padStart(3)}  ${counts}  ${note}`.trimEnd())
  }
}
