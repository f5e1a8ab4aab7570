/** What the kernel alone knows of the addresses that NetworkManager lists. */
import { readAddressFlags } from '../../host/privacy-addresses.ts'
import type { NetworkManagerClient } from '../client/client.ts'

/** NetworkManager lists privacy addresses now and then and does not mark them: they must not be kept. */
export async function markTemporary(nm: NetworkManagerClient): Promise<void> {
  const { temporary, deprecated, permanent } = await readAddressFlags()
  Object.assign(nm.state, { temporary, deprecated, permanent })
}
