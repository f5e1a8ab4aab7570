/** Which of NetworkManager's addresses are the kernel's own privacy addresses. */
import { readPrivacyAddresses } from '../../host/privacy-addresses.ts'
import type { NetworkManagerClient } from '../client/client.ts'

/** NetworkManager lists them now and then and does not mark them: they must not be kept. */
export async function markTemporary(nm: NetworkManagerClient): Promise<void> {
  nm.state.temporary = await readPrivacyAddresses()
}
