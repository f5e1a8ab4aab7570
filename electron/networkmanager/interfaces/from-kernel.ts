/** What the kernel alone knows of what NetworkManager lists: its addresses, and routes without end. */
import { readAddressFlags } from '../../host/address-flags.ts'
import { kernelRoutes } from '../../host/routes.ts'
import type { NetworkManagerClient } from '../client/client.ts'
import type { NmState } from '../client/objects.ts'
import { hasUntoldRoutes, telling } from './untold-routes.ts'

/**
 * Adds it to the image of NetworkManager. Privacy addresses it lists now and then and does not mark:
 * they must not be kept.
 */
export async function readFromKernel(nm: NetworkManagerClient): Promise<void> {
  const { temporary, deprecated, permanent } = await readAddressFlags()
  const untold = hasUntoldRoutes(nm.state) ? tellingRoutes() : undefined
  Object.assign(nm.state, { temporary, deprecated, permanent, untold })
}

function tellingRoutes(): NonNullable<NmState['untold']> {
  const { ipv4, ipv6 } = kernelRoutes()
  return { ipv4: telling(ipv4), ipv6: telling(ipv6) }
}
