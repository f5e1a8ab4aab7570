/** libvirt's NSS module in nsswitch.conf, put in and taken out by the package's helper. */
import { commandLine } from '../../../shared/rules/shell.ts'
import type { HostSide, Output } from '../side.ts'

export const HELPER = '/usr/lib/puente/names'

export type ModuleChange = 'add' | 'remove'

/** As people run it themselves. Pure. */
export function moduleCommand(change: ModuleChange): string {
  return commandLine(['sudo', HELPER, change])
}

/** Never throws: see `error`. */
export function changeModule(side: HostSide, change: ModuleChange): Promise<Output> {
  return side.asAdministrator('names', [change])
}
