/**
 * Runs the test scripts under AddressSanitizer with LeakSanitizer, and under valgrind. Node itself
 * leaves memory behind when it ends, so only what has the binding or libvirt on its stack counts.
 *
 * With LIBVIRT_URI, also against that daemon; with DAEMON_PID, it is made to hang now and then. That
 * is for a daemon that nobody else needs.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const OURS = /nodelibvirt::|libvirt\.node|libvirt\.so/

/** Node frees these with a collection or a settled promise, which a teardown does not wait for. */
const NODES_OWN = /napi_create_external|napi_create_promise/

const { LIBVIRT_URI, DAEMON_PID } = process.env
const daemonRuns = (rounds: string): string[][] =>
  LIBVIRT_URI ? [['daemon.ts', LIBVIRT_URI, rounds, ...(DAEMON_PID ? [DAEMON_PID] : [])]] : []

interface Checker {
  name: string
  /** The Makefile's variant that it needs. */
  variant: string
  command: readonly string[]
  env: NodeJS.ProcessEnv
  /** Which scripts, with their arguments. */
  runs: readonly (readonly string[])[]
  /** The findings in what the checker printed. */
  findings: (output: string) => string[]
}

const asanLibrary = (): string =>
  execFileSync('g++', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).trim()

const asan = (): Checker => ({
  name: 'AddressSanitizer and LeakSanitizer',
  variant: 'asan',
  command: [process.execPath],
  env: {
    // ASan wraps the XDR functions of glibc, which are libtirpc's now: libvirt's first word to a
    // daemon would jump to address 0 if that library were not there when ASan looks.
    LD_PRELOAD: `${asanLibrary()} libtirpc.so.3`,
    // Exact stacks; Node's own leaks are reported, but do not fail the run.
    ASAN_OPTIONS: 'detect_leaks=1:fast_unwind_on_malloc=0:exitcode=0:halt_on_error=0',
  },
  runs: [
    ['workload.ts', '5'],
    ['terminate-workers.ts', '10'],
    ['worker-threads.ts'],
    ['forget-everything.ts'],
    ['exit-mid-call.ts'],
    ...daemonRuns('5'),
  ],
  findings: (output) =>
    output.split(/\n\n+/).filter((block) => /leak of|ERROR: AddressSanitizer/.test(block)),
})

const valgrind = (): Checker => ({
  name: 'valgrind',
  variant: 'debug',
  command: [
    'valgrind',
    '--leak-check=full',
    '--error-limit=no',
    '--num-callers=40',
    process.execPath,
  ],
  env: {},
  runs: [['workload.ts', '1'], ...daemonRuns('2')],
  findings: (output) =>
    output
      .replace(/^==\d+== ?/gm, '')
      .split(/\n\n+/)
      .filter((block) => /definitely lost in|Invalid |uninitialised|Mismatched free/.test(block)),
})

/** A copy of the package around another build of the addon: the product has no switch for it. */
function stage(variant: string): string {
  execFileSync('make', ['--silent', '-j2', `VARIANT=${variant}`], { cwd: root, stdio: 'inherit' })
  const stage = `${root}/build/stage-${variant}`
  rmSync(stage, { recursive: true, force: true })
  mkdirSync(`${stage}/build/Release`, { recursive: true })
  for (const part of ['src', 'test'])
    cpSync(`${root}/${part}`, `${stage}/${part}`, { recursive: true })
  cpSync(`${root}/package.json`, `${stage}/package.json`)
  cpSync(`${root}/build/${variant}/libvirt.node`, `${stage}/build/Release/libvirt.node`)
  return stage
}

const there = ({ command: [program = ''] }: Checker): boolean =>
  program.startsWith('/') || existsSync(`/usr/bin/${program}`)

/** Whether it ended well and the checker found nothing of ours. */
function passes(checker: Checker, directory: string, run: readonly string[]): boolean {
  const [program = '', ...options] = checker.command
  const [script, ...args] = run
  const { stdout, stderr, signal } = spawnSync(
    program,
    [...options, '--expose-gc', '--no-warnings', `${directory}/test/scripts/${script}`, ...args],
    { env: { ...process.env, ...checker.env }, encoding: 'utf8', maxBuffer: 2 ** 30 },
  )
  const all = checker.findings(stderr)
  const ours = all.filter((finding) => OURS.test(finding) && !NODES_OWN.test(finding))
  const crash = signal || !stdout ? [`it ended without a word\n${stderr.slice(-2000)}`] : []
  for (const finding of [...ours, ...crash]) console.log(finding, '\n')
  const others = all.length - ours.length
  console.log(`${checker.name}: ${script}: ${ours.length} findings, and ${others} of Node's own`)
  return ours.length + crash.length === 0
}

function check(checker: Checker): boolean[] {
  if (!there(checker)) {
    console.log(`${checker.name}: it is not installed`)
    return [false]
  }
  const directory = stage(checker.variant)
  return checker.runs.map((run) => passes(checker, directory, run))
}

const outcomes = [asan(), valgrind()].flatMap(check)
const failed = outcomes.filter((passed) => !passed).length
console.log(`\n${outcomes.length - failed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
