import { isNicOf } from '../../../shared/model/machine.ts'
import type { Machine, MachineNic, NicRef } from '../../../shared/model/machine.ts'

/** What names a NIC in a call. */
export function refOf({ alias, mac, slot }: MachineNic): NicRef {
  return { alias, mac, slot }
}

/** Tells a NIC from all others, of whichever machine. */
export function nicKey({ uuid }: Machine, { alias, mac, slot }: MachineNic): string {
  return `${uuid} ${alias} ${mac} ${slot}`
}

export function findNic(machine: Machine | undefined, ref: NicRef): MachineNic | undefined {
  return machine?.nics.find((nic) => isNicOf(nic, ref))
}

/** Filters are the bridge's: user mode and what is led to a device have none. */
export function canHaveRules({ source, filters }: MachineNic): boolean {
  return source.type === 'network' || source.type === 'bridge' || filters !== undefined
}
