/** What a program and all that it has started hold and use, as the kernel counts it. */
import { readdirSync, readFileSync } from 'node:fs'

/** Linux tells CPU time in these. */
const TICK_MS = 10

/** What was used so far, by process; how often each of their threads was woken. */
export interface Usage {
  cpuMs: Map<number, number>
  wakeUps: Map<string, number>
}

/** A process and its descendants. */
export function tree(pid: number): number[] {
  const children = threads(pid).flatMap((thread) => words(`/proc/${pid}/task/${thread}/children`))
  return [pid, ...children.map(Number).flatMap(tree)]
}

/** In MB: of what several share each has its part, so that the sum is what they cost together. */
export function proportionalMB(pids: number[]): number {
  const bytes = pids.map((pid) => 1024 * number(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+)/m))
  return bytes.reduce((sum, one) => sum + one, 0) / 1e6
}

export function usage(pids: number[]): Usage {
  const own = pids.flatMap((pid) => threads(pid).map((thread) => `/proc/${pid}/task/${thread}`))
  return {
    cpuMs: new Map(pids.map((pid) => [pid, cpuTicks(pid) * TICK_MS])),
    wakeUps: new Map(
      own.map((task) => [task, number(`${task}/status`, /^voluntary_ctxt_switches:\s+(\d+)/m)]),
    ),
  }
}

/** Of those that are still there: what has ended meanwhile was next to nothing. */
export function usedSince(before: Usage, after: Usage): { cpuMs: number; wakeUps: number } {
  return {
    cpuMs: grown(before.cpuMs, after.cpuMs),
    wakeUps: grown(before.wakeUps, after.wakeUps),
  }
}

function grown<Key>(before: Map<Key, number>, after: Map<Key, number>): number {
  const each = [...after].map(([key, value]) => Math.max(0, value - (before.get(key) ?? 0)))
  return each.reduce((sum, one) => sum + one, 0)
}

/** The processes of a program by its name, as the kernel has it: 15 letters. */
export function pidsOf(name: string): number[] {
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))
  return pids.filter((pid) => read(`/proc/${pid}/comm`).trim() === name).map(Number)
}

/** User's and system's; the name before them may have spaces, and ends with the last bracket. */
function cpuTicks(pid: number): number {
  const stat = read(`/proc/${pid}/stat`)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
}

function threads(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

function words(file: string): string[] {
  return read(file).split(/\s+/).filter(Boolean)
}

function number(file: string, pattern: RegExp): number {
  return Number(pattern.exec(read(file))?.[1] ?? 0)
}

/** Empty when the process has ended meanwhile; what may not be read must not count as nothing. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  }
}
