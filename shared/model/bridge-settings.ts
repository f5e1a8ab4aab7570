/** What a person chooses of a host bridge: its ports, its options, its addresses. */
import type { z } from 'zod'
import type * as schemas from '../schemas/bridge-settings.ts'

export type BridgeOptions = z.infer<typeof schemas.bridgeOptions>
/** VLANs from one number to another; those of a bridge's port, or of its own end, which is the host's. */
export type VlanRange = z.infer<typeof schemas.vlanRange>
export type PortVlans = z.infer<typeof schemas.portVlans>
export type BridgeAddresses = z.infer<typeof schemas.bridgeAddresses>

/** STP is off: it would keep a new port silent for 30 s, and one port can't make a loop. */
export const defaultBridgeOptions: BridgeOptions = {
  stp: false,
  priority: null,
  forwardDelay: null,
  ageingTime: null,
  multicastSnooping: true,
  vlanFiltering: false,
  nativeVlan: null,
  vlans: [],
  mac: null,
  mtu: null,
}
