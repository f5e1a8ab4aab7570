/**
 * Whether the person's own systemd runs while they are not logged in, as relays need it at boot.
 * What was asked of logind for them is noted, so that it goes with the last of them, and only then.
 */
import { join } from 'node:path'
import type { Forward } from '../../../shared/model/forward.ts'
import { stateFolder } from '../../state-files/folders.ts'
import { OwnFile } from '../../state-files/own-file.ts'
import { exists, outputOf } from '../side.ts'
import type { HostSide } from '../side.ts'
import { readRelays } from './relays.ts'

/** Logind's own list, a file for each person, as loginctl(1) writes it. */
const LINGERING = '/var/lib/systemd/linger'
const NOTE = 'lingers-for-forwards'

/** Null where there is no logind. */
export async function lingers(side: HostSide): Promise<boolean | null> {
  if (!(await exists(side, '/run/systemd/users'))) return null
  return exists(side, join(LINGERING, side.user.name))
}

/** What becomes of it with this change of a forward: it begins, it ends, or stays as it is (null). */
export async function lingeringWith(
  side: HostSide,
  before: Forward | null,
  after: Forward | null,
): Promise<boolean | null> {
  const isRelay = after?.engine === 'relay' && after.on
  const standing = await lingers(side)
  if (isRelay) return standing === false ? true : null
  if (!standing || noted().read(() => true) === null) return null
  const others = (await readRelays(side)).filter(({ id, on }) => on && id !== before?.id)
  return others.length === 0 ? false : null
}

/** @throws Error with loginctl's own words, or of the file system */
export async function setLingering(side: HostSide, on: boolean): Promise<void> {
  outputOf(await side.look('loginctl', lingeringWords(on)))
  if (on) noted().write('')
  else noted().clear()
}

export function lingeringWords(on: boolean): string[] {
  return [on ? 'enable-linger' : 'disable-linger']
}

function noted(): OwnFile {
  return new OwnFile(join(stateFolder(), NOTE))
}
