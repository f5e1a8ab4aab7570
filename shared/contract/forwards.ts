/** The part of the contract that is about ports of this computer that lead to machines. */
import { z } from 'zod'
import { forwardEngines } from '../model/forward.ts'
import type { ForwardStanding } from '../model/forward.ts'
import type { Plan } from '../model/plan.ts'
import { nicRef, uuid } from '../schemas/fields.ts'
import { forwardWish } from '../schemas/forward.ts'

export interface ForwardMethods {
  /** What forwards can be on this computer; a forward of its own is in nobody's way. */
  getForwardStanding(forward: string | null): Promise<ForwardStanding>
  /** Reserves the guest's address first, where its network lends it one. */
  planAddForward(intent: AddForwardIntent): Promise<Plan>
  planChangeForward(intent: ChangeForwardIntent): Promise<Plan>
  /** Off, it stays in the list, and leads nowhere. */
  planSwitchForward(intent: SwitchForwardIntent): Promise<Plan>
  planRemoveForward(forward: string): Promise<Plan>
}

export const forwardId = z.string().regex(/^[0-9a-f]{8}$/)
const engine = z.enum(['auto', ...forwardEngines])

const addForward = z.strictObject({ machine: uuid, nic: nicRef, ...forwardWish, engine })
const changeForward = z.strictObject({ forward: forwardId, ...forwardWish, engine })
const switchForward = z.strictObject({ forward: forwardId, on: z.boolean() })

export type AddForwardIntent = z.infer<typeof addForward>
export type ChangeForwardIntent = z.infer<typeof changeForward>
export type SwitchForwardIntent = z.infer<typeof switchForward>

export const forwardMethods = {
  getForwardStanding: z.tuple([forwardId.nullable()]),
  planAddForward: z.tuple([addForward]),
  planChangeForward: z.tuple([changeForward]),
  planSwitchForward: z.tuple([switchForward]),
  planRemoveForward: z.tuple([forwardId]),
}
