import { PuenteError } from '../../shared/errors.ts'
import type { NetworkManagerClient } from './client.ts'
import { NM, ROOT_PATH } from './constants.ts'

/** What a bridge needs, all of it: half of it would leave us with a checkpoint and no profile. */
const needed = ['checkpoint-rollback', 'settings.modify.system', 'network-control']

/**
 * Asks, before anything is touched, whether polkit could let us do it all; "auth" means that it
 * will ask the person.
 * @throws PuenteError `not-authorized` naming the right that is refused
 */
export async function requirePermissions(nm: NetworkManagerClient): Promise<void> {
  const [permissions] = await nm.call(ROOT_PATH, NM, 'GetPermissions')
  const answers = permissions as Record<string, string>
  const refused = needed.find((right) => answers[`${NM}.${right}`] === 'no')
  if (refused) throw new PuenteError('not-authorized', {}, { cause: `${NM}.${refused}: no` })
}
