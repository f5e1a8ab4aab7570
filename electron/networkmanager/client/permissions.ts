import type { HostSide } from '../../host/side.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { NetworkManagerClient } from './client.ts'
import { NM, ROOT_PATH } from './constants.ts'

/** What a bridge needs, all of it: half of it would leave us with a checkpoint and no profile. */
const needed = ['checkpoint-rollback', 'settings.modify.system', 'network-control']

/** What README promises; older ones are not tested, and lack what a way back needs. */
const OLDEST = [1, 42] as const

/** @throws PuenteError `networkmanager-too-old` */
export function requireVersion(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldMajor, oldMinor] = OLDEST
  if (major > oldMajor || (major === oldMajor && minor >= oldMinor)) return
  throw new PuenteError('networkmanager-too-old', { version, needed: OLDEST.join('.') })
}

/**
 * Asks, before anything is touched, whether polkit could let us do it all; "auth" means that it
 * will ask the person, where it can.
 * @throws PuenteError `not-authorized` naming the right that is refused, `far-not-authorized` all
 */
export async function requirePermissions(nm: NetworkManagerClient): Promise<void> {
  requireVersion(nm.version)
  const answers = await readPermissions(nm)
  const [refused] = refusedRights(answers)
  if (refused) throw new PuenteError('not-authorized', {}, { cause: `${refused}: no` })
  const unasked = rightsWithout(answers, nm.side)
  if (unasked.length === 0) return
  const params = { user: nm.side.user.name, rights: unasked.join(', ') }
  throw new PuenteError('far-not-authorized', params)
}

/** polkit's answer about each of NetworkManager's rights: `yes`, `auth` or `no`. */
export async function readPermissions(nm: NetworkManagerClient): Promise<Record<string, string>> {
  const [permissions] = await nm.call(ROOT_PATH, NM, 'GetPermissions')
  return permissions as Record<string, string>
}

/** Those of what a bridge needs that are refused. */
export function refusedRights(answers: Record<string, string>): string[] {
  return rightsWithout(answers, { mayAuthenticate: true })
}

/** Those that we can't have as things are: also what a password would give that nobody can be asked for. */
export function rightsWithout(
  answers: Record<string, string>,
  { mayAuthenticate }: Pick<HostSide, 'mayAuthenticate'>,
): string[] {
  const rights = needed.map((right) => `${NM}.${right}`)
  return rights.filter(
    (right) => answers[right] === 'no' || (!mayAuthenticate && answers[right] === 'auth'),
  )
}
