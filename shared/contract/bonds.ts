/** The part of the contract that is about NICs as one: bonds. */
import { z } from 'zod'
import type { Plan } from '../model/plan.ts'
import { changeBond, createBond } from '../schemas/bond-intents.ts'
import type { ChangeBondIntent, CreateBondIntent } from '../schemas/bond-intents.ts'
import { takeAlong } from '../schemas/bridge-intents.ts'
import { interfaceName } from '../schemas/fields.ts'

export type { ChangeBondIntent, CreateBondIntent }

export interface BondMethods {
  /** Put NICs under a new bond, which has the first one's connection. */
  planCreateBond(intent: CreateBondIntent): Promise<Plan>
  /** Give a bond of ours other options, put NICs into it, or take them out. */
  planChangeBond(intent: ChangeBondIntent): Promise<Plan>
  /** Take a bond of ours apart and give its NICs the original profiles back. */
  planRemoveBond(intent: RemoveBondIntent): Promise<Plan>
}

const removeBond = z.strictObject({ bond: interfaceName, takeAlong: takeAlong.optional() })

export type RemoveBondIntent = z.infer<typeof removeBond>

export const bondMethods = {
  planCreateBond: z.tuple([createBond]),
  planChangeBond: z.tuple([changeBond]),
  planRemoveBond: z.tuple([removeBond]),
}
