/** Runs virt-install: what it has to offer, and what it does, in its own words. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { PuenteError } from '../../../shared/errors.ts'

const PROGRAM = 'virt-install'

/** Names of the systems that it knows. @throws PuenteError `virt-install-missing` */
export async function readSystems(): Promise<string[]> {
  const lines: string[] = []
  await run(['--osinfo', 'list'], (line) => lines.push(line))
  return lines.flatMap((line) => {
    // The first word of a line is the system's name, the rest are its other names.
    const [name] = /^[a-z][\w.+-]*(?=,|$)/.exec(line.trim()) ?? []
    return name ? [name] : []
  })
}

/**
 * @param tell hears each line as it is said
 * @throws PuenteError `virt-install-missing`, `virt-install-failed` with its own words
 */
export async function run(args: string[], tell: (line: string) => void): Promise<void> {
  const child = spawn(PROGRAM, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const complaints: string[] = []
  const started = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
  createInterface({ input: child.stdout }).on('line', tell)
  createInterface({ input: child.stderr }).on('line', (line) => {
    complaints.push(line)
    tell(line)
  })
  try {
    await started
  } catch (error) {
    throw new PuenteError('virt-install-missing', {}, { cause: error })
  }
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (status === 0) return
  const cause = complaints.join('\n').trim() || `exit status ${status}`
  throw new PuenteError('virt-install-failed', {}, { cause })
}
