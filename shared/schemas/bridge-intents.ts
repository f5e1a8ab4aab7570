/** What is asked of a host bridge that the history keeps, to ask it anew. */
import { z } from 'zod'
import { interfaceName, objectName } from './fields.ts'
import { bridgeAddresses, bridgeOptions, portVlans } from './bridge-settings.ts'

const ports = z.array(interfaceName).max(32)
/** The VLANs of ports, of those that get others than they have. */
const vlansOfPorts = z.array(portVlans).max(33)
/** Change what is tied to the NIC, or to the bridge, by its name along with it? Left out: name it. */
export const takeAlong = z.boolean()

export const createBridge = z.strictObject({
  /** Whose connection goes over to the bridge; null for a bridge without a NIC. */
  nic: interfaceName.nullable(),
  name: interfaceName,
  /** The libvirt network to make on it; null for none. */
  network: objectName.nullable(),
  /** More NICs that become its ports. */
  ports: ports.optional(),
  options: bridgeOptions.optional(),
  portVlans: vlansOfPorts.optional(),
  /** Left out: those of the NIC, by DHCP where it has none. */
  addresses: bridgeAddresses.optional(),
  takeAlong: takeAlong.optional(),
})

export const changeBridge = z.strictObject({
  bridge: interfaceName,
  options: bridgeOptions.nullable(),
  addresses: bridgeAddresses.nullable(),
  add: ports,
  remove: ports,
  portVlans: vlansOfPorts.optional(),
  takeAlong: takeAlong.optional(),
})

export type CreateBridgeIntent = z.infer<typeof createBridge>
export type ChangeBridgeIntent = z.infer<typeof changeBridge>
