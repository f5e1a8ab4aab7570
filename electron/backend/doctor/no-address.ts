/** What the checks of a NIC without an address share, whoever should have given it one. Pure. */
import { commandLine } from '../../../shared/rules/shell.ts'
import { virshLine, virshName } from '../../libvirt/commands/line.ts'
import type { Remedy } from './fix.ts'
import { isConnected } from './facts.ts'
import type { NicPath } from './scope.ts'
import type { View } from './view.ts'

export function lacksAddress(path: NicPath): boolean {
  return isConnected(path) && path.nic.addresses.length === 0
}

/** A guest whose cable is pulled and plugged in asks for its address anew. */
export function askAgain({ machine, nic: { alias, mac, slot } }: NicPath): Remedy {
  return {
    fix: { do: 'ask-again', machine: machine.uuid, nic: { alias, mac, slot } },
    commands: [
      virshLine(['domif-setlink'], virshName(machine), mac, 'down'),
      virshLine(['domif-setlink'], virshName(machine), mac, 'up'),
    ],
  }
}

/** Whether a bridge has heard the NIC at all. */
export function heardOf({ mac, guestMac }: NicPath['nic'], { heard }: View) {
  const own = guestMac ?? mac
  const lines = heard.filter((one) => one.mac === own).map(({ line }) => line)
  return { command: `bridge fdb show | ${commandLine(['grep', own])}`, output: lines.join('\n') }
}
