/** The profile that is made for the NIC of a bridge that goes, on its way back. */
import { siblingOf } from '../bridge/way-back.ts'
import type { NetworkManagerClient } from '../client/client.ts'
import { isTemporaryProfile, profilePath } from '../client/objects.ts'
import { deleteProfile } from '../client/profiles.ts'

/**
 * It carries no mark: once the bridge is gone it is the person's own. So it is deleted only where it
 * can be no other's: under the UUID that only we make of this bridge's, or while it is kept in memory
 * alone. A journal may be older than what has the same UUID by now.
 */
export async function deleteMadeProfile(
  nm: NetworkManagerClient,
  uuid: string,
  bridgeUuid: string,
): Promise<void> {
  const path = profilePath(nm.state, uuid)
  if (!path) return
  const isOurs = uuid === siblingOf(bridgeUuid) || isTemporaryProfile(nm.state, path)
  if (isOurs) await deleteProfile(nm, uuid)
}
