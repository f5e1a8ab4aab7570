/** The part of the contract that is about bad links on purpose: what a NIC's cable does to packets. */
import { z } from 'zod'
import { MOST_UNPLUGGED_SECONDS } from '../model/link-conditions.ts'
import type { ConditionStanding } from '../model/link-conditions.ts'
import type { Plan } from '../model/plan.ts'
import { nicRef, uuid } from '../schemas/fields.ts'
import { linkConditions } from '../schemas/link-conditions.ts'
import type { NicRefIntent } from './machines.ts'

export interface ConditionMethods {
  getConditionStanding(machine: string, nic: NicRefIntent): Promise<ConditionStanding>
  /**
   * At once where the machine runs; null takes them off, now and for its next starts.
   * Rejects with `conditions-not-possible`.
   */
  planSetConditions(intent: SetConditionsIntent): Promise<Plan>
  /** Takes the cable out, which comes back by itself. Rejects with `unplugging-not-possible`. */
  planUnplug(intent: UnplugIntent): Promise<Plan>
}

const setConditions = z.strictObject({
  machine: uuid,
  nic: nicRef,
  conditions: linkConditions.nullable(),
  /** Also at each start of the machine; one that is off can only keep them. */
  keep: z.boolean(),
})
const unplug = z.strictObject({
  machine: uuid,
  nic: nicRef,
  seconds: z.int().min(1).max(MOST_UNPLUGGED_SECONDS),
})

export type SetConditionsIntent = z.infer<typeof setConditions>
export type UnplugIntent = z.infer<typeof unplug>

export const conditionMethods = {
  getConditionStanding: z.tuple([uuid, nicRef]),
  planSetConditions: z.tuple([setConditions]),
  planUnplug: z.tuple([unplug]),
}
