import { type Report, reportOf, reportsOf } from './vitest.ts'

/** Of a message's first lines, what fits a log's end; the whole is further up. */
const LINES = 6

/**
 * What failed in these parts, once more: of a long log often only the end is kept.
 * @returns a paragraph for each test, and for each file that could not be loaded
 */
export function failuresOf(parts: string[]): string[] {
  return parts.flatMap((part) => reportsOf(part).flatMap((report) => failures(part, report)))
}

/** What failed in one run of a part; nothing where it wrote no report. */
export function failuresIn(part: string, run: string): string[] {
  const report = reportOf(part, run)
  return report ? failures(part, report) : []
}

function failures(part: string, { testResults }: Report): string[] {
  return testResults.flatMap((file) => failuresOfFile(part, file))
}

type File = Report['testResults'][number]

function failuresOfFile(part: string, { name, status, message, assertionResults }: File): string[] {
  if (status === 'failed' && assertionResults.length === 0) {
    return [paragraph(`${part} ${name}`, message)]
  }
  return assertionResults
    .filter((test) => test.status === 'failed')
    .map((test) => paragraph(`${part} ${test.fullName}`, test.failureMessages.join('\n')))
}

function paragraph(title: string, message = ''): string {
  const lines = message.split('\n').slice(0, LINES)
  return [`× ${title}`, ...lines.map((line) => `    ${line}`)].join('\n')
}
