/** What the kernel alone knows of what NetworkManager lists: its addresses, and routes without end. */
import { readAddressFlags } from '../../host/address-flags.ts'
import { readRoutes } from '../../host/routes.ts'
import type { HostSide } from '../../host/side.ts'
import type { NetworkManagerClient } from '../client/client.ts'
import type { NmState } from '../client/objects.ts'
import { hasUntoldRoutes, telling } from './untold-routes.ts'

/**
 * Adds it to the image of NetworkManager. Privacy addresses it lists now and then and does not mark:
 * they must not be kept.
 */
export async function readFromKernel(nm: NetworkManagerClient): Promise<void> {
  const { temporary, deprecated, permanent } = await readAddressFlags(nm.side)
  const untold = hasUntoldRoutes(nm.state) ? await tellingRoutes(nm.side) : undefined
  Object.assign(nm.state, { temporary, deprecated, permanent, untold })
}

async function tellingRoutes(side: HostSide): Promise<NonNullable<NmState['untold']>> {
  const { ipv4, ipv6 } = await readRoutes(side)
  return { ipv4: telling(ipv4), ipv6: telling(ipv6) }
}
