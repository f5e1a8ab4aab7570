/** The part of the contract that is about the VLANs that come over a NIC. */
import { z } from 'zod'
import type { Plan } from '../model/plan.ts'
import { createTrunk, removeTrunk } from '../schemas/trunk-intents.ts'
import type { CreateTrunkIntent, RemoveTrunkIntent } from '../schemas/trunk-intents.ts'

export type { CreateTrunkIntent, RemoveTrunkIntent }

export interface TrunkMethods {
  /** A bridge for each VLAN on a NIC, whose own connection stays, and libvirt networks on them. */
  planCreateTrunk(intent: CreateTrunkIntent): Promise<Plan>
  /** Take such bridges away again, with their VLANs and the networks made for them. */
  planRemoveTrunk(intent: RemoveTrunkIntent): Promise<Plan>
}

export const trunkMethods = {
  planCreateTrunk: z.tuple([createTrunk]),
  planRemoveTrunk: z.tuple([removeTrunk]),
}
