/** The part of the contract that is about the names of machines. */
import { z } from 'zod'
import type { MachineNames } from '../model/machine-names.ts'
import type { Plan } from '../model/plan.ts'
import { LAST_PORT } from '../rules/port-forwards.ts'
import { nicRef, uuid } from '../schemas/fields.ts'

export interface NameMethods {
  /** Looks names up as any program of the host does, and tries whether web ports answer. */
  getMachineNames(machine: string): Promise<MachineNames>
  /** That the host and the neighbours know a NIC by name, or the host no longer (`on: false`). */
  planNames(intent: NamesIntent): Promise<Plan>
  /** In the person's browser, by the name that the host knows, else by the address. */
  openWebPage(intent: WebPageIntent): Promise<void>
}

const names = z.strictObject({
  machine: uuid,
  nic: nicRef,
  on: z.boolean(),
  /** Where libvirt tells the host's resolver of one; null: the network's own, or the usual one. */
  domain: z.string().min(1).max(253).nullable(),
})
const webPage = z.strictObject({ machine: uuid, nic: nicRef, port: z.int().min(1).max(LAST_PORT) })

export type NamesIntent = z.infer<typeof names>
export type WebPageIntent = z.infer<typeof webPage>

export const nameMethods = {
  getMachineNames: z.tuple([uuid]),
  planNames: z.tuple([names]),
  openWebPage: z.tuple([webPage]),
}
