/** The part of the contract that is about the host's bridges. */
import { z } from 'zod'
import type { Plan } from '../model/plan.ts'
import { changeBridge, createBridge, takeAlong } from '../schemas/bridge-intents.ts'
import type { ChangeBridgeIntent, CreateBridgeIntent } from '../schemas/bridge-intents.ts'
import { interfaceName, objectName, uuid } from '../schemas/fields.ts'

export type { ChangeBridgeIntent, CreateBridgeIntent }

export interface BridgeMethods {
  /** Put a bridge under the host's own connection on `nic`, and a libvirt network on it. */
  planCreateBridge(intent: CreateBridgeIntent): Promise<Plan>
  /** Take a bridge of ours away and give its NICs the original profiles back. */
  planRemoveBridge(intent: RemoveBridgeIntent): Promise<Plan>
  /** Its options, its addresses, its ports; of a bridge that NetworkManager has a profile of. */
  planChangeBridge(intent: ChangeBridgeIntent): Promise<Plan>
  /** Make a libvirt network on a bridge that is there, whoever made it. */
  planUseBridge(intent: UseBridgeIntent): Promise<Plan>
  /** Keep what another Puente has begun and left, or take it back. */
  planTakeOver(intent: TakeOverIntent): Promise<Plan>
  /**
   * Looks for the addresses of machines on a host bridge, whose DHCP server is somewhere on the
   * LAN, by asking each address of the bridge's own subnet once. What is found arrives as events.
   */
  findAddresses(bridge: string): Promise<void>
}

const removeBridge = z.strictObject({
  bridge: interfaceName,
  /** The libvirt network that the machines on it go to. */
  moveTo: objectName.nullable().optional(),
  takeAlong: takeAlong.optional(),
})
const useBridge = z.strictObject({ bridge: interfaceName, network: objectName })

const takeOver = z.strictObject({ id: uuid, how: z.enum(['keep', 'revert']) })

export type TakeOverIntent = z.infer<typeof takeOver>
export type RemoveBridgeIntent = z.infer<typeof removeBridge>
export type UseBridgeIntent = z.infer<typeof useBridge>

export const bridgeMethods = {
  planCreateBridge: z.tuple([createBridge]),
  planRemoveBridge: z.tuple([removeBridge]),
  planChangeBridge: z.tuple([changeBridge]),
  planUseBridge: z.tuple([useBridge]),
  planTakeOver: z.tuple([takeOver]),
  findAddresses: z.tuple([interfaceName]),
}
