/** Which process this is, and whether another one is still there: numbers are given anew. */
import { readFileSync } from 'node:fs'

export interface ProcessMark {
  pid: number
  /** When it was started, as the kernel counts. */
  started: string
}

export function ownProcess(): ProcessMark {
  return { pid: process.pid, started: startOf(process.pid) ?? '' }
}

export function isThere({ pid, started }: ProcessMark): boolean {
  return startOf(pid) === started
}

/** The 22nd field of proc_pid_stat(5); the second one may have blanks and brackets in it. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}
