/** Which computer this is, and since when: homes travel between computers, and computers start anew. */
import { readFileSync } from 'node:fs'

/** The same for as long as the system is installed: machine-id(5). Null where there is none. */
export const machineId = (): string | null => firstLine('/etc/machine-id')

/** Another each time that the kernel starts: random(4). */
export const bootId = (): string | null => firstLine('/proc/sys/kernel/random/boot_id')

function firstLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null
  } catch {
    return null
  }
}
