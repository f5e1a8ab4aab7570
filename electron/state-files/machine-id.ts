/** Which computer this is, and since when: homes travel between computers, and computers start anew. */
import { readFileSync } from 'node:fs'

export const MACHINE_ID = '/etc/machine-id'
export const BOOT_ID = '/proc/sys/kernel/random/boot_id'

/** The same for as long as the system is installed: machine-id(5). Null where there is none. */
export const machineId = (): string | null => firstLine(MACHINE_ID)

/** Another each time that the kernel starts: random(4). */
export const bootId = (): string | null => firstLine(BOOT_ID)

function firstLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null
  } catch {
    return null
  }
}
