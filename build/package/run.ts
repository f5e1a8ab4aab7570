import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'

interface Where {
  cwd?: string
  env?: NodeJS.ProcessEnv
}

export async function output(argv: string[], where: Where = {}): Promise<string> {
  const [program = '', ...rest] = argv
  const { stdout } = await promisify(execFile)(program, rest, where)
  return stdout
}

/** Runs a program with its output on this terminal; throws unless it succeeds. */
export async function run(argv: string[], { cwd, env }: Where = {}): Promise<void> {
  const [program = '', ...rest] = argv
  const options = { stdio: ['ignore', 'inherit', 'inherit'] as const, ...(cwd && { cwd }) }
  const child = spawn(program, rest, {
    ...options,
    stdio: [...options.stdio],
    env: { ...process.env, ...env },
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${argv.slice(0, 3).join(' ')} ended with ${code}.`)
}
