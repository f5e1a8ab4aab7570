import { execFile, execFileSync } from 'node:child_process'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Runs a program to its end, here or in a lab, and gives what it printed. */
export type Run = (argv: string[]) => Promise<string>

export const runHere: Run = async ([command = '', ...rest]) =>
  (await promisify(execFile)(command, rest)).stdout

/** One of the three inventories: what it does, where, with which number; see inventory.c. */
export type Program = (kind: string, uri: string, number: number) => Promise<number[]>

export const source = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** @param name of the source in this folder, or its path from here, without its ending */
export function compile(name: string, directory: string): string {
  const output = join(directory, basename(name))
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'libvirt'], { encoding: 'utf8' })
  const libraries = flags.split(/\s+/).filter(Boolean)
  execFileSync('gcc', ['-O2', '-pthread', '-o', output, source(`${name}.c`), ...libraries])
  return output
}

export const numbers = (output: string): number[] => output.trim().split('\n').map(Number)

/**
 * V8 compiles what runs often: after so many objects a program is as fast as it gets, on either
 * side. What the first ones cost is the `startup` part's to measure.
 */
const WARM = 5_000

/** @param objects that one repetition reads; what warms up is not counted */
export const repeated =
  (run: Run, repeats: number, objects: number, ...first: string[]): Program =>
  async (kind, uri, number) => {
    const warming = Math.ceil(WARM / objects)
    const words = [kind, uri, String(number), String(warming + repeats)]
    return numbers(await run([...first, ...words])).slice(warming)
  }
