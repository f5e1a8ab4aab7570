/** The part of the contract that is about NICs as one: bonds. */
import { z } from 'zod'
import type { Plan } from '../model/plan.ts'
import { createBond } from '../schemas/bond-intents.ts'
import type { CreateBondIntent } from '../schemas/bond-intents.ts'
import { takeAlong } from '../schemas/bridge-intents.ts'
import { interfaceName } from '../schemas/fields.ts'

export type { CreateBondIntent }

export interface BondMethods {
  /** Put NICs under a new bond, which has the first one's connection. */
  planCreateBond(intent: CreateBondIntent): Promise<Plan>
  /** Take a bond of ours apart and give its NICs the original profiles back. */
  planRemoveBond(intent: RemoveBondIntent): Promise<Plan>
}

const removeBond = z.strictObject({ bond: interfaceName, takeAlong: takeAlong.optional() })

export type RemoveBondIntent = z.infer<typeof removeBond>

export const bondMethods = {
  planCreateBond: z.tuple([createBond]),
  planRemoveBond: z.tuple([removeBond]),
}
