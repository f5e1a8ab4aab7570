import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { REPOSITORY } from '../lab/place.ts'
import type { Count } from './count.ts'

export interface Assertion {
  title: string
  fullName: string
  status: string
  /** Of each try that failed, also of one that passed in the end. */
  failureMessages: string[]
}

export interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: {
    name: string
    status: string
    message?: string
    assertionResults: Assertion[]
    /** ms since 1970 */
    startTime: number
    endTime: number
  }[]
}

type Tried = Pick<Report['testResults'][number], 'name' | 'status' | 'assertionResults'>

const FOLDER = 'out/test'
const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Relative, as a lab sees the repository under another path; node-libvirt has one of its own.
 * @param run which of the part's runs: a part may be run file by file
 */
export function reportFile(part: string, run: string): string {
  return `${part === 'native' ? '../../' : ''}${FOLDER}/${part}/${run}.json`
}

/** An old report must never be taken for the new one. */
export function removeReports(part: string): void {
  rmSync(`${root}${FOLDER}/${part}`, { recursive: true, force: true })
  mkdirSync(`${root}${FOLDER}/${part}`, { recursive: true })
}

/**
 * Takes the files out of a run's report in which something failed, to be run again: what passed in the
 * others stays counted.
 * @returns their paths in the repository; none where nothing was written, or nothing in it failed
 */
export function takeFailedFiles(part: string, run: string): string[] {
  const report = reportOf(part, run)
  if (!report) return []
  const failed = report.testResults.filter(hasFailed)
  const left = report.testResults.filter((file) => !hasFailed(file))
  const tests = left.flatMap(({ assertionResults }) => assertionResults)
  const passed = tests.filter(({ status }) => status === 'passed').length
  const numbers = {
    ...{ numPassedTests: passed, numFailedTests: 0 },
    ...{ numPendingTests: tests.length - passed, numTodoTests: 0 },
  }
  writeFileSync(pathOf(part, run), JSON.stringify({ ...report, ...numbers, testResults: left }))
  return failed.map(({ name }) => inRepository(name))
}

/** In a lab it is another folder. */
function inRepository(file: string): string {
  const folder = [root, `${REPOSITORY}/`].find((one) => file.startsWith(one)) ?? ''
  return file.slice(folder.length)
}

function hasFailed({ status, assertionResults }: Report['testResults'][number]): boolean {
  return status === 'failed' || assertionResults.some((test) => test.status === 'failed')
}

/** What one run of a part wrote, as far as we read it; undefined if it wrote nothing. */
export function reportOf(part: string, run: string): Report | undefined {
  return existsSync(pathOf(part, run)) ? read(pathOf(part, run)) : undefined
}

/** All runs of a part together: what vitest wrote, as far as we read it; none if it wrote nothing. */
export function reportsOf(part: string): Report[] {
  const folder = `${root}${FOLDER}/${part}`
  if (!existsSync(folder)) return []
  return readdirSync(folder).map((name) => read(`${folder}/${name}`))
}

/** How long each file of a part took. */
export function minutesOf(part: string): { name: string; minutes: number }[] {
  return reportsOf(part).flatMap(({ testResults }) =>
    testResults.map(({ name, startTime, endTime }) => {
      return { name, minutes: (endTime - startTime) / 60_000 }
    }),
  )
}

/**
 * Tests that passed only the second time: on a quiet machine there is none. vitest keeps what the
 * first try said with the one that passed.
 */
export function retriedIn(report: { testResults: Tried[] }): string[] {
  return report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
    .map(({ fullName }) => fullName)
}

/** What vitest counted. A file that could not be loaded, or a crash, is a failure too. */
export function countRun(part: string, run: string, status: number | null): Count {
  let report: Report
  try {
    report = read(pathOf(part, run))
  } catch {
    console.error(`${part}: the runner ended with ${status} and without a report.`)
    return { passed: 0, failed: 1, skipped: 0, retried: 0 }
  }
  const retried = retriedIn(report)
  for (const name of retried) console.log(`${part}: passed the second time: ${name}`)
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  const failed = report.numFailedTests + broken.length
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    retried: retried.length,
  }
}

function pathOf(part: string, run: string): string {
  return `${root}${FOLDER}/${part}/${run}.json`
}

function read(path: string): Report {
  return JSON.parse(readFileSync(path, 'utf8')) as Report
}
