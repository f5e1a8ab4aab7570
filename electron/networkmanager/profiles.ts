/** Adding, activating, storing and deleting profiles. */
import { PuenteError } from '../../shared/errors.ts'
import type { NetworkManagerClient } from './client.ts'
import {
  ActiveState,
  AddFlag,
  IFACE,
  NM,
  ROOT_PATH,
  SETTINGS_PATH,
  UpdateFlag,
} from './constants.ts'
import { activePath, activeUuid, devicePath, profilePath, property } from './objects.ts'
import type { NmState } from './objects.ts'
import type { Settings } from './settings.ts'

/** Adds a profile that a restart of NetworkManager forgets and that it won't activate by itself. */
export async function addTemporaryProfile(
  nm: NetworkManagerClient,
  settings: Settings,
): Promise<string> {
  const flags = AddFlag.inMemory | AddFlag.blockAutoconnect
  const [path] = await nm.call(SETTINGS_PATH, IFACE.settings, 'AddConnection2', 'a{sa{sv}}ua{sv}', [
    settings,
    flags,
    {},
  ])
  return path as string
}

/** Writes a temporary profile to disk, as it is. Harmless on one that is there already. */
export async function storeProfile(nm: NetworkManagerClient, uuid: string): Promise<void> {
  const path = profilePath(nm.state, uuid)
  if (!path) throw new PuenteError('checkpoint-lost', {}, { cause: `profile ${uuid} is gone` })
  await nm.call(path, IFACE.profile, 'Update2', 'a{sa{sv}}ua{sv}', [{}, UpdateFlag.toDisk, {}])
}

/** Deletes a profile, wherever it is kept. One that is gone is no failure. */
export async function deleteProfile(nm: NetworkManagerClient, uuid: string): Promise<void> {
  const path = profilePath(nm.state, uuid)
  if (path) await nm.call(path, IFACE.profile, 'Delete')
}

/**
 * Activates a profile on a device and waits for the end of it: the reply only says "accepted".
 * @throws PuenteError `activation-failed` with NetworkManager's reason
 */
export async function activate(
  nm: NetworkManagerClient,
  uuid: string,
  deviceName: string,
  timeoutMs: number,
): Promise<void> {
  const profile = profilePath(nm.state, uuid)
  const device = devicePath(nm.state, deviceName)
  if (!profile || !device) throw new PuenteError('interface-gone', { interface: deviceName })
  const [active] = await nm.call(ROOT_PATH, NM, 'ActivateConnection', 'ooo', [profile, device, '/'])
  let seen = false
  await nm.until((state) => {
    const activations = activationsOf(state, uuid)
    // One that has failed is soon gone; before its first signal it is not there yet either.
    if (seen && activations.length === 0) throw failed(deviceName)
    seen ||= property(state, active as string, IFACE.active, 'State') !== undefined
    return activations.includes(ActiveState.activated) && activeUuid(state, deviceName) === uuid
  }, timeoutMs)
}

/**
 * States of the profile's activations that have not ended. There may be a second one: a bridge
 * that comes up for its port activates its ports again, and that takes the place of ours.
 */
function activationsOf(state: NmState, uuid: string): number[] {
  return [...state.objects.values()]
    .map((interfaces) => interfaces[IFACE.active])
    .filter((active) => active?.Uuid === uuid)
    .map((active) => active?.State as number)
    .filter((found) => found < ActiveState.deactivated)
}

/** Takes a device's connection down; one that has none is no failure. */
export async function deactivate(nm: NetworkManagerClient, deviceName: string): Promise<void> {
  const device = devicePath(nm.state, deviceName)
  const active = device && activePath(nm.state, device)
  if (active) await nm.call(ROOT_PATH, NM, 'DeactivateConnection', 'o', [active])
}

function failed(deviceName: string): PuenteError {
  return new PuenteError('activation-failed', { interface: deviceName })
}
