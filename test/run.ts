/**
 * Runs parts of the tests and counts them: node test/run.ts PART… [-- FILTER…]
 *
 * A filter is a part of a test file's path. The last line is the sum over all parts; the exit
 * status is 0 only if tests ran, all of them passed, and every runner ended well.
 */
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { electronRuntime } from '../build/electron-runtime.ts'
import { Lab, type LabOptions } from './lab/lab.ts'
import { ended } from './lab/process.ts'
import { debianForPackage } from './package/prepare.ts'
import { add, type Count, countOf, inWords, NOTHING } from './report/count.ts'
import { forgetInputs, inputsTried } from './support/inputs-tried.ts'
import { buildFakeWindow } from './window-fake/build.ts'
import { GUESTS } from './e2e/guests.ts'
import { ELSEWHERE } from './faults/elsewhere.ts'
import { failuresIn, failuresOf } from './report/failures.ts'
import { printFaultTable } from './report/faults.ts'
import { countRun, minutesOf, removeReports, reportFile, takeFailedFiles } from './report/vitest.ts'

type Part =
  | 'static'
  | 'unit'
  | 'native'
  | 'lab'
  | 'late-lab'
  | 'e2e'
  | 'faults'
  | 'firewalls'
  | 'machine'
  | 'security'
  | 'package'
type Project = Exclude<Part, 'security' | 'late-lab'> | 'faults-window'

const PARTS: Record<Part, (filters: string[]) => Promise<Count>> = {
  static: runChecks,
  unit: (filters) => runTests('unit', vitest('unit', filters)),
  native: (filters) => runTests('native', nativeTests(filters), runWithElectron),
  lab: runLab,
  'late-lab': () => runTwice('lab', 'late', LATE, inLabs),
  faults: runFaults,
  firewalls: (filters) => runTests('firewalls', vitest('firewalls', filters)),
  machine: runMachine,
  e2e: runWindowTests,
  security: runSecurity,
  package: async (filters) => inLab('package', filters, { root: await debianForPackage() }),
}

/**
 * Of the lab what goes on beside the rest of it once the window is done: the lab mostly waits, and so
 * both take equally long.
 */
const LATE = ['test/lab-commands/', 'test/lab-rules/']

/** Files at once, on two cores: each has a lab with daemons and guests; a whole computer takes one core. */
const AT_ONCE: Partial<Record<Project, string[]>> = { unit: [], machine: ['--maxWorkers=2'] }
const ALONE = ['--no-file-parallelism']

/** The run of a part that is run as a whole. */
const ALL = 'all'

/** Of those that are generated, thrown at what comes in; by the tests’ own count. */
const LEAST_INPUTS = 100_000
/** What must not get in, by the tests that docs/security.md names; those of the package are its own. */
const SECURITY = {
  unit: [
    ...[
      'control-characters',
      'reach.test',
      'growth',
      'screen',
      'bad-xml',
      'plans.test',
      'dispatch',
    ],
    ...['test/unit/shell', 'test/unit/state-files', 'edition', 'fuses', 'electron-pin'],
    ...['deep-link', 'connection-uri', 'protocol', 'shared/shell', 'pasted-commands', 'bad-xml'],
    ...['backend/media', 'as-administrator', 'taking-back', 'visible', 'programs.test', 'journal'],
    ...['libvirt/ssh', 'neighbours', 'nmcli-commands', 'virsh-name', 'checks.test', 'proofs'],
  ],
  native: ['values'],
  lab: ['lab-security'],
  e2e: ['security', 'consent', 'quiet', 'shell', 'links'],
}

const { parts, filters } = parse(process.argv.slice(2))
let total = NOTHING
let beside: (() => Promise<Count>) | undefined
for (const part of parts) {
  const isWhole = filters.length === 0
  if (part === 'lab' && isWhole && parts.includes('e2e')) beside = runBeside('e2e', 'late-lab')
  total = add(total, part === 'e2e' && beside ? await beside() : await runPart(part))
}
if (total.failed > 0)
  console.log(['\nFailed:', ...failuresOf(parts.flatMap(projectsOf))].join('\n'))
console.log(`\n${inWords(total)}`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

async function runPart(part: Part): Promise<Count> {
  const before = performance.now()
  console.log(`\n── ${part}`)
  const count = await PARTS[part](filters).catch(failed)
  console.log(`── ${part}: ${inWords(count)} in ${seconds(before)}`)
  return count
}

/**
 * Parts in a process of their own beside the others, their output kept until it is asked for: the
 * window draws on one core while the lab mostly waits, and together they take little more than one.
 */
function runBeside(...parts: Part[]): () => Promise<Count> {
  const argv = [fileURLToPath(import.meta.url), ...parts]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  const end = ended(child)
  return async () => {
    const code = await end
    console.log(text)
    return countOf(text, code)
  }
}

/** Those of its own; what the fault table takes from other parts is told by the table. */
function projectsOf(part: Part): Project[] {
  if (part === 'security') return ['unit', 'native', 'lab', 'e2e']
  if (part === 'late-lab') return []
  return part === 'faults' ? ['faults', 'faults-window'] : [part]
}

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

function vitest(project: Project, filters: string[], run = ALL): string[] {
  const options = ['--project', project, ...(AT_ONCE[project] ?? ALONE), ...reporters(project, run)]
  return ['vitest', 'run', ...options, ...chosen(filters)]
}

function leftForLater(): string[] {
  return beside ? LATE.flatMap((folder) => ['--exclude', `${folder}**`]) : []
}

/** With a filter, a part may well have no test that it fits. */
function chosen(filters: string[]): string[] {
  return filters.length > 0 ? ['--passWithNoTests', ...filters] : []
}

/**
 * The fault table: what is injected from outside a lab, what needs the window, and, for the whole
 * table, the files of other parts that hold some of its rows.
 */
async function runFaults(filters: string[]): Promise<Count> {
  let count = await runTests('faults', vitest('faults', filters))
  count = add(count, await inLab('faults-window', filters))
  const whole = filters.length === 0
  if (whole) {
    const files = (part: string) => [
      ...new Set(ELSEWHERE.filter((one) => one.part === part).map(({ file }) => file)),
    ]
    count = add(count, await PARTS.unit(files('unit')))
    count = add(count, await PARTS.lab(files('lab')))
    count = add(count, await PARTS.e2e(files('e2e')))
  }
  const parts = ['faults', 'faults-window', ...(whole ? ['unit', 'lab', 'e2e'] : [])]
  const bad = printFaultTable(parts)
  if (whole) console.log(bad.length === 0 ? '\nEvery row held.' : `\nNot held: ${bad.join(', ')}`)
  return whole ? add(count, { ...NOTHING, failed: bad.length }) : count
}

/** @param filters leave only those of the files that they fit */
async function runSecurity(filters: string[]): Promise<Count> {
  const chosen = (files: string[]) => (filters.length > 0 ? filters : files)
  forgetInputs()
  let count = await PARTS.unit(chosen(SECURITY.unit))
  const inputs = inputsTried()
  console.log(`${inputs} generated inputs tried`)
  if (filters.length === 0 && inputs < LEAST_INPUTS) {
    console.log(`That is fewer than ${LEAST_INPUTS}.`)
    count = add(count, { ...NOTHING, failed: 1 })
  }
  count = add(count, await PARTS.native(chosen(SECURITY.native)))
  count = add(count, await PARTS.lab(chosen(SECURITY.lab)))
  return add(count, await PARTS.e2e(chosen(SECURITY.e2e)))
}

/** On two quiet cores all of it is to take an hour at most: each file says what it takes of that. */
async function runMachine(filters: string[]): Promise<Count> {
  const count = await runTests('machine', vitest('machine', filters))
  for (const { name, minutes } of minutesOf('machine')) {
    console.log(`   ${basename(name, '.test.ts')}: ${minutes.toFixed(1)} min`)
  }
  return count
}

/** The driver of the window listens on a loopback: it has to be the same one as the window's. */
async function inLab(
  project: 'package' | 'faults-window',
  filters: string[],
  options: LabOptions = {},
): Promise<Count> {
  removeReports(project)
  return await runInLab(project, ALL, filters, options)
}

/**
 * Each file in a lab of its own: what one leaves behind, or breaks, is not the next one's host. The
 * window on made-up data knows no host: one lab, and one build, for all of it, and each of its tests has
 * its second chance by itself.
 */
async function runWindowTests(filters: string[]): Promise<Count> {
  removeReports('e2e')
  let count = NOTHING
  const madeUp = windowTests('made-up/', filters)
  if (madeUp.length > 0) {
    await buildFakeWindow()
    const made = runInLab('e2e', 'made-up', [...madeUp, '--retry=1'], { guests: false })
    count = add(count, await made.catch(failed))
  }
  for (const file of windowTests('', filters)) {
    const name = basename(file, '.test.ts')
    const inLabOf = (run: string, files: string[]) =>
      runInLab('e2e', run, files, { guests: GUESTS[name] ?? true })
    count = add(count, await runTwice('e2e', name, [file], inLabOf))
  }
  return count
}

/** Each of its files makes its labs itself. */
async function runLab(filters: string[]): Promise<Count> {
  removeReports('lab')
  return runTwice('lab', ALL, filters, inLabs)
}

async function inLabs(run: string, files: string[]): Promise<Count> {
  const left = run === ALL ? leftForLater() : []
  return countRun('lab', run, await runHere([...vitest('lab', files, run), ...left]))
}

/**
 * The second chance of a file in which something failed is another lab: its tests go on from each
 * other, and a window and a host that one of them has left in between are no place to try it again.
 */
async function runTwice(
  project: Project,
  run: string,
  files: string[],
  start: (run: string, files: string[]) => Promise<Count>,
): Promise<Count> {
  const first = await start(run, files).catch(failed)
  if (first.failed === 0) return first
  console.log(['\nFailed, and tried again in another lab:', ...failuresIn(project, run)].join('\n'))
  const again = takeFailedFiles(project, run)
  // Where the runner itself ended badly, nothing of what it wrote is counted.
  const isPart = again.length > 0
  const kept = isPart ? countRun(project, run, 0) : NOTHING
  const next = isPart ? `${run}-again` : run
  const second = await start(next, isPart ? again : files).catch(failed)
  return add({ ...kept, retried: kept.retried + first.failed }, second)
}

function windowTests(folder: string, filters: string[]): string[] {
  return readdirSync(fileURLToPath(new URL(`e2e/${folder}`, import.meta.url)))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/e2e/${folder}${name}`)
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
}

async function runInLab(
  project: Project,
  run: string,
  filters: string[],
  options: LabOptions = {},
): Promise<Count> {
  await using lab = await Lab.start(options)
  return countRun(project, run, await lab.enter(vitest(project, filters, run)))
}

function nativeTests(filters: string[]): string[] {
  const words = [...reporters('native', ALL), ...chosen(filters)]
  return ['npm', 'test', '--workspace=node-libvirt', '--', ...words]
}

function reporters(part: Project, run: string): string[] {
  return ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile(part, run)}`]
}

async function runTests(
  part: Project,
  argv: string[],
  run: (argv: string[]) => Promise<number | null> = runHere,
): Promise<Count> {
  removeReports(part)
  return countRun(part, ALL, await run(argv))
}

function failed(error: unknown): Count {
  console.error(error)
  return { ...NOTHING, failed: 1 }
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
  // Side by side: each of them works on one core alone.
  const counts = await Promise.all(
    checks.map(async (argv) => {
      const before = performance.now()
      const passed = (await runHere(argv)) === 0
      console.log(` ${passed ? '✓' : '×'} ${argv.join(' ')} in ${seconds(before)}`)
      return { ...NOTHING, [passed ? 'passed' : 'failed']: 1 }
    }),
  )
  return counts.reduce(add)
}

function seconds(before: number): string {
  return `${((performance.now() - before) / 1000).toFixed(1)} s`
}
