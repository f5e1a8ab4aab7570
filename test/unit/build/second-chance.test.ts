import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { REPOSITORY } from '../../lab/place.ts'
import {
  countRun,
  removeReports,
  reportFile,
  reportsOf,
  takeFailedFiles,
} from '../../report/vitest.ts'

const PART = 'second-chance'
const HERE = fileURLToPath(new URL('../../..', import.meta.url))
const at = fileURLToPath(new URL(`../../../${reportFile(PART, 'all')}`, import.meta.url))

beforeEach(() => removeReports(PART))
afterEach(() => rmSync(fileURLToPath(new URL('.', `file://${at}`)), { recursive: true }))

const file = (name: string, ...statuses: string[]) => ({
  ...{ name, status: statuses.includes('failed') ? 'failed' : 'passed' },
  assertionResults: statuses.map((status, index) => ({
    ...{ title: `${index}`, fullName: `${name} ${index}`, status, failureMessages: [] },
  })),
})
function write(...testResults: { name: string; status: string; assertionResults: object[] }[]) {
  const numbers = { numPassedTests: 9, numFailedTests: 9, numPendingTests: 9, numTodoTests: 0 }
  writeFileSync(at, JSON.stringify({ ...numbers, testResults }))
}

it('takes out the files in which something failed, and counts the others', () => {
  const broken = {
    name: `${REPOSITORY}/lab/broken.test.ts`,
    status: 'failed',
    assertionResults: [],
  }
  write(
    file(`${HERE}lab/good.test.ts`, 'passed', 'passed', 'skipped'),
    file(`${HERE}lab/bad.test.ts`, 'passed', 'failed'),
    broken,
  )
  expect(takeFailedFiles(PART, 'all')).toEqual(['lab/bad.test.ts', 'lab/broken.test.ts'])
  expect(countRun(PART, 'all', 0)).toEqual({ passed: 2, failed: 0, skipped: 1, retried: 0 })
  const [report] = reportsOf(PART)
  expect(report?.testResults.map(({ name }) => name)).toEqual([`${HERE}lab/good.test.ts`])
})

it('names none where nothing was written, or the runner alone ended badly', () => {
  expect(takeFailedFiles(PART, 'all')).toEqual([])
  write(file('/lab/good.test.ts', 'passed'))
  expect(takeFailedFiles(PART, 'all')).toEqual([])
})
