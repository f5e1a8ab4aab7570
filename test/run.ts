/**
 * Runs parts of the tests and counts them: node test/run.ts PART… [-- FILTER…]
 *
 * A filter is a part of a test file's path. The last line is the sum over all parts; the exit
 * status is 0 only if tests ran, all of them passed, and every runner ended well.
 */
import { spawn } from 'node:child_process'
import { electronRuntime } from '../build/electron-runtime.ts'
import { Lab } from './lab/lab.ts'
import { ended } from './lab/process.ts'
import { add, type Count, inWords, NOTHING } from './report/count.ts'
import { printFaultTable } from './report/faults.ts'
import { readReport, reportFile, removeReport } from './report/vitest.ts'

type Part = 'static' | 'unit' | 'native' | 'lab' | 'e2e' | 'faults'

const PARTS: Record<Part, (filters: string[]) => Promise<Count>> = {
  static: runChecks,
  unit: (filters) => runTests('unit', vitest('unit', filters)),
  native: (filters) => runTests('native', nativeTests(filters), runWithElectron),
  lab: (filters) => runTests('lab', vitest('lab', filters)),
  faults: async (filters) => {
    const count = await runTests('faults', vitest('faults', filters))
    printFaultTable()
    return count
  },
  // The driver of the window listens on a loopback: it has to be the same one as the window's.
  e2e: async (filters) => {
    await using lab = await Lab.start()
    return await runTests('e2e', vitest('e2e', filters), (argv) => lab.enter(argv))
  },
}

const { parts, filters } = parse(process.argv.slice(2))
let total = NOTHING
for (const part of parts) {
  const before = performance.now()
  console.log(`\n── ${part}`)
  const count = await PARTS[part](filters).catch((error: unknown) => {
    console.error(error)
    return { passed: 0, failed: 1, skipped: 0 }
  })
  console.log(`── ${part}: ${inWords(count)} in ${seconds(before)}`)
  total = add(total, count)
}
console.log(`\n${inWords(total)}`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

/** npm appends what follows its `--`; a word that names no part is a filter in any case. */
function parse(words: string[]): { parts: Part[]; filters: string[] } {
  const end = words.includes('--') ? words.indexOf('--') : words.length
  const isPart = (word: string): word is Part => Object.hasOwn(PARTS, word)
  const before = words.slice(0, end)
  return {
    parts: before.filter(isPart),
    filters: [...before.filter((word) => !isPart(word)), ...words.slice(end + 1)],
  }
}

/** One after the other: each has a lab with daemons and guests, and two cores are few. */
function vitest(project: Part, filters: string[]): string[] {
  const alone = project === 'unit' ? [] : ['--no-file-parallelism']
  return ['vitest', 'run', '--project', project, ...alone, ...reporters(project), ...filters]
}

function nativeTests(filters: string[]): string[] {
  return ['npm', 'test', '--workspace=node-libvirt', '--', ...reporters('native'), ...filters]
}

function reporters(part: Part): string[] {
  return ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile(part)}`]
}

async function runTests(
  part: Part,
  argv: string[],
  run: (argv: string[]) => Promise<number | null> = runHere,
): Promise<Count> {
  removeReport(part)
  // With a filter, a part may well have no test that it fits.
  const status = await run(filters.length > 0 ? [...argv, '--passWithNoTests'] : argv)
  return readReport(part, status)
}

function runHere(argv: string[], env = process.env): Promise<number | null> {
  const [program = '', ...rest] = argv
  return ended(spawn(program, rest, { stdio: ['ignore', 'inherit', 'inherit'], env }))
}

/** The package knows nothing of our set-up: it is told which Electron it is to be tried in. */
function runWithElectron(argv: string[]): Promise<number | null> {
  return runHere(argv, { ELECTRON_PATH: electronRuntime().path, ...process.env })
}

async function runChecks(): Promise<Count> {
  const checks = [
    ['vue-tsc', '--noEmit', '-p', 'tsconfig.json'],
    ['eslint', '.'],
    ['prettier', '--check', '.'],
  ]
  let count = NOTHING
  for (const argv of checks) {
    const before = performance.now()
    const passed = (await runHere(argv)) === 0
    console.log(` ${passed ? '✓' : '×'} ${argv.join(' ')} in ${seconds(before)}`)
    count = add(count, { ...NOTHING, [passed ? 'passed' : 'failed']: 1 })
  }
  return count
}

function seconds(before: number): string {
  return `${((performance.now() - before) / 1000).toFixed(1)} s`
}
