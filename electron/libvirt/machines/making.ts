/** Making machines by their definitions, and taking them away: a disk is its own affair. */
import type { Connection } from 'node-libvirt'
import { asPuenteError } from '../connection/failures.ts'
import { parse, text } from '../xml/dom.ts'
import type { MachineKind } from '../xml/new-machine.ts'
import { onMachine } from './machines.ts'

/** What a new machine is on this host where nobody says anything else: KVM's wherever it can be. */
export async function readUsualMachine(connection: Connection): Promise<MachineKind> {
  try {
    const root = parse(await connection.getDomainCapabilities())
    return { type: text(root, 'domain') ?? 'qemu', arch: text(root, 'arch') ?? 'x86_64' }
  } catch (error) {
    throw asPuenteError(error)
  }
}

export async function defineMachine(connection: Connection, xml: string): Promise<void> {
  try {
    await connection.defineDomain(xml, { validate: true })
  } catch (error) {
    throw asPuenteError(error)
  }
}

/** With the variables of its firmware, which nobody else has. */
export function undefineMachine(connection: Connection, uuid: string): Promise<void> {
  return onMachine(connection, uuid, (domain) => domain.undefine({ nvram: true }))
}
