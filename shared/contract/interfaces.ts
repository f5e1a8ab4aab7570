/** The part of the contract that is about the host's own connection through one of its interfaces. */
import { z } from 'zod'
import type { Plan } from '../model/plan.ts'
import { interfaceName } from '../schemas/fields.ts'
import { changeInterface } from '../schemas/interface-intents.ts'
import type { ChangeInterfaceIntent, InterfaceSettings } from '../schemas/interface-intents.ts'

export type { ChangeInterfaceIntent, InterfaceSettings }

export interface InterfaceMethods {
  /** What the profile of an interface says of addresses, DNS, routes and MTU. */
  getInterfaceSettings(name: string): Promise<InterfaceSettings>
  /** Give an interface other addresses, DNS, routes or MTU, by a profile of ours. */
  planChangeInterface(intent: ChangeInterfaceIntent): Promise<Plan>
  /** Give it the profile back that it had before ours. */
  planRestoreInterface(intent: RestoreInterfaceIntent): Promise<Plan>
}

const restoreInterface = z.strictObject({ interface: interfaceName })

export type RestoreInterfaceIntent = z.infer<typeof restoreInterface>

export const interfaceMethods = {
  getInterfaceSettings: z.tuple([interfaceName]),
  planChangeInterface: z.tuple([changeInterface]),
  planRestoreInterface: z.tuple([restoreInterface]),
}
