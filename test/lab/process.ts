import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type CommandOptions, command, environment, type Place } from './place.ts'

export interface LabSpawnOptions extends CommandOptions {
  env?: NodeJS.ProcessEnv
  stdio?: SpawnOptions['stdio']
}

export interface RunOptions extends CommandOptions {
  env?: NodeJS.ProcessEnv
  input?: string
  timeoutMs?: number
  /** false: a program that fails is a result, not an error. */
  check?: boolean
}

export interface RunResult {
  stdout: string
  stderr: string
  /** The exit status; null when a signal ended it. */
  code: number | null
}

export class CommandFailed extends Error {
  readonly result: RunResult

  constructor(argv: string[], result: RunResult, why: string) {
    super(`${argv.join(' ')}: ${why}\n${result.stderr || result.stdout}`.trim())
    this.name = 'CommandFailed'
    this.result = result
  }
}

/** Starts a program in the lab; its `kill` reaches the program itself. */
export function spawnIn(place: Place, argv: string[], options: LabSpawnOptions = {}): ChildProcess {
  const [program = '', ...rest] = command(place, argv, options)
  const child = spawn(program, rest, {
    stdio: options.stdio ?? 'pipe',
    env: environment(options.user, options.env),
  })
  if (place.pid !== undefined) killThrough(child)
  return child
}

/** Runs a program in the lab to its end. */
export async function runIn(
  place: Place,
  argv: string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const child = spawnIn(place, argv, options)
  const result: RunResult = { stdout: '', stderr: '', code: null }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (result.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (result.stderr += text))
  // A program that never reads its input is no error of ours.
  child.stdin?.on('error', () => {})
  child.stdin?.end(options.input ?? '')

  const timeoutMs = options.timeoutMs ?? 60_000
  let late = false
  const timer = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, timeoutMs)
  try {
    result.code = await ended(child)
  } finally {
    clearTimeout(timer)
  }
  if (late) throw new CommandFailed(argv, result, `not done after ${timeoutMs} ms`)
  if (result.code !== 0 && options.check !== false) {
    throw new CommandFailed(argv, result, `exit status ${result.code}`)
  }
  return result
}

/** The exit status of a child process, once its output is complete too. */
export function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
}

/** From outside, the child is nsenter, and the program is nsenter's only child. */
function killThrough(child: ChildProcess): void {
  const killParent = child.kill.bind(child)
  child.kill = (signal = 'SIGTERM') => {
    const program = firstChildOf(child.pid)
    return program === undefined ? killParent(signal) : process.kill(program, signal)
  }
}

export function firstChildOf(pid: number | undefined): number | undefined {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return children === '' ? undefined : Number(children.split(' ')[0])
  } catch {
    return undefined
  }
}
