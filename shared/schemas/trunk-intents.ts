/** What is asked of the VLANs on a NIC, and what the history keeps of it. */
import { z } from 'zod'
import { LEAST_VLAN, MOST_AT_ONCE, MOST_VLAN } from '../rules/vlans/numbers.ts'
import { interfaceName, objectName } from './fields.ts'

const id = z.int().min(LEAST_VLAN).max(MOST_VLAN)

const vlan = z.strictObject({
  id,
  bridge: interfaceName,
  network: objectName.nullable(),
})

/** A bridge for each VLAN that comes over this NIC. */
export const createTrunk = z.strictObject({
  nic: interfaceName,
  vlans: z.array(vlan).min(1).max(MOST_AT_ONCE),
})

/** All that were made so on this NIC, or those of these VLANs. */
export const removeTrunk = z.strictObject({
  nic: interfaceName,
  vlans: z.array(id).min(1).max(MOST_VLAN).optional(),
})

export type CreateTrunkIntent = z.infer<typeof createTrunk>
export type RemoveTrunkIntent = z.infer<typeof removeTrunk>
