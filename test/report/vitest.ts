import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Count } from './count.ts'

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: unknown[] }[]
}

const FOLDER = 'out/test'
const root = fileURLToPath(new URL('../..', import.meta.url))

/** Relative, as a lab sees the repository under another path; node-libvirt has one of its own. */
export function reportFile(part: string): string {
  return part === 'native' ? `../../${FOLDER}/${part}.json` : `${FOLDER}/${part}.json`
}

/** An old report must never be taken for the new one. */
export function removeReport(part: string): void {
  mkdirSync(`${root}${FOLDER}`, { recursive: true })
  rmSync(`${root}${FOLDER}/${part}.json`, { force: true })
}

/** What vitest counted. A file that could not be loaded, or a crash, is a failure too. */
export function readReport(part: string, status: number | null): Count {
  let report: Report
  try {
    report = JSON.parse(readFileSync(`${root}${FOLDER}/${part}.json`, 'utf8')) as Report
  } catch {
    console.error(`${part}: the runner ended with ${status} and without a report.`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  const failed = report.numFailedTests + broken.length
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}
