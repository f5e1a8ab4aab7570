/** Runs virt-install: what it has to offer, and what it does, in its own words. */
import { createInterface } from 'node:readline'
import { PuenteError } from '../../../shared/errors.ts'
import type { Desk, Running } from '../../host/side.ts'

const PROGRAM = 'virt-install'

/** Names of the systems that it knows. @throws PuenteError `virt-install-missing` */
export async function readSystems(desk: Desk): Promise<string[]> {
  const lines: string[] = []
  await run(desk, ['--osinfo', 'list'], (line) => lines.push(line))
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
export async function run(desk: Desk, args: string[], tell: (line: string) => void): Promise<void> {
  const child = started(desk, args)
  child.stdin.end()
  const complaints: string[] = []
  createInterface({ input: child.stdout }).on('line', tell)
  createInterface({ input: child.stderr }).on('line', (line) => {
    complaints.push(line)
    tell(line)
  })
  const status = await endOf(child)
  if (status === 0) return
  const cause = complaints.join('\n').trim() || `exit status ${status}`
  throw new PuenteError('virt-install-failed', {}, { cause })
}

function started(desk: Desk, args: string[]): Running {
  try {
    return desk.start(PROGRAM, args)
  } catch (error) {
    throw new PuenteError('virt-install-missing', {}, { cause: error })
  }
}

/** @throws PuenteError `virt-install-missing` where it could not be run after all */
function endOf(child: Running): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('close', resolve)
    child.once('error', (error) =>
      reject(new PuenteError('virt-install-missing', {}, { cause: error })),
    )
  })
}
