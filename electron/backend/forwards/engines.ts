/** Carrying a forward out by its engine, and the same as commands. */
import { PuenteError } from '../../../shared/errors.ts'
import type { Forward } from '../../../shared/model/forward.ts'
import {
  natCommand,
  natWords,
  removeNatForward,
  setNatForward,
} from '../../host/forwards/kernel-nat.ts'
import type { HostSide, Output } from '../../host/side.ts'
import {
  relayCommands,
  relayRemovalCommands,
  removeRelay,
  setRelay,
} from '../../host/forwards/relays.ts'

/** @throws PuenteError `forward-failed`, `administrator-failed` */
export async function setForward(side: HostSide, forward: Forward): Promise<void> {
  if (forward.engine === 'nat') return asAdministrator(await setNatForward(side, forward))
  await setRelay(side, forward).catch(failed)
}

/** @throws PuenteError `forward-failed`, `administrator-failed` */
export async function removeForward(side: HostSide, { engine, id }: Forward): Promise<void> {
  if (engine === 'nat') return asAdministrator(await removeNatForward(side, id))
  await removeRelay(side, id).catch(failed)
}

export function setCommands(forward: Forward): string[] {
  return forward.engine === 'nat' ? [natCommand(natWords(forward))] : relayCommands(forward)
}

export function removalCommands({ engine, id }: Forward): string[] {
  return engine === 'nat' ? [natCommand(['remove', id])] : relayRemovalCommands(id)
}

function asAdministrator({ command, error }: Output): void {
  if (error === null) return
  throw new PuenteError('administrator-failed', { command }, { cause: error })
}

function failed(cause: unknown): never {
  throw new PuenteError('forward-failed', {}, { cause })
}
