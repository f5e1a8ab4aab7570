/**
 * Runs the test scripts under AddressSanitizer with LeakSanitizer, and under valgrind. Node itself
 * leaves memory behind when it ends, so only what has the binding or libvirt on its stack counts.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const OURS = /nodelibvirt::|libvirt\.node|libvirt\.so/

/** Node frees these with a collection or a settled promise, which a teardown does not wait for. */
const NODES_OWN = /napi_create_external|napi_create_promise/

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
    LD_PRELOAD: asanLibrary(),
    // Exact stacks; Node's own leaks are reported, but do not fail the run.
    ASAN_OPTIONS: 'detect_leaks=1:fast_unwind_on_malloc=0:exitcode=0:halt_on_error=0',
  },
  runs: [
    ['workload.ts', '5'],
    ['terminate-workers.ts', '10'],
    ['worker-threads.ts'],
    ['forget-everything.ts'],
    ['exit-mid-call.ts'],
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
  runs: [['workload.ts', '1']],
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

function check({ name, variant, command, env, runs, findings }: Checker): number {
  const directory = stage(variant)
  let found = 0
  for (const [script, ...args] of runs) {
    const [program, ...options] = command
    const path = `${directory}/test/scripts/${script}`
    const { stdout, stderr, signal } = spawnSync(
      program!,
      [...options, '--expose-gc', '--no-warnings', path, ...args],
      { env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 2 ** 30 },
    )
    const all = findings(stderr)
    const ours = all.filter((finding) => OURS.test(finding) && !NODES_OWN.test(finding))
    const crash = signal || !stdout ? [`it ended without a word\n${stderr.slice(-2000)}`] : []
    for (const finding of [...ours, ...crash]) console.log(finding, '\n')
    const others = all.length - ours.length
    console.log(`${name}: ${script}: ${ours.length} findings, and ${others} of Node's own`)
    found += ours.length + crash.length
  }
  return found
}

const checkers = [asan(), valgrind()].filter(({ name, command }) => {
  const there = command[0]!.startsWith('/') || existsSync(`/usr/bin/${command[0]}`)
  if (!there) console.log(`${name}: not installed, skipped`)
  return there
})
const found = checkers.reduce((sum, checker) => sum + check(checker), 0)
console.log(found === 0 ? 'memory: clean' : `memory: ${found} findings`)
process.exit(found === 0 ? 0 : 1)
