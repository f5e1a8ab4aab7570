/** Adding, activating, storing and deleting profiles. */
import { PuenteError } from '../../../shared/errors.ts'
import { TimeoutError } from './client.ts'
import type { NetworkManagerClient } from './client.ts'
import {
  ActiveState,
  AddFlag,
  IFACE,
  InterfaceFlag,
  NM,
  ROOT_PATH,
  SETTINGS_PATH,
  UpdateFlag,
} from './constants.ts'
import { activePath, activeUuid, devicePath, profilePath, property, settingsOf } from './objects.ts'
import type { NmState } from './objects.ts'
import { readMark, setting } from './settings.ts'
import type { Settings } from './settings.ts'

/** How long NetworkManager may take to tell of a profile. */
const KNOWN_MS = 20_000
/** How long NetworkManager may take to bring a bond's ports up with it by itself. */
const ALONG_MS = 3_000

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

/** The same, once it is known here: only then can it be activated. */
export async function addKnownProfile(nm: NetworkManagerClient, settings: Settings): Promise<void> {
  const path = await addTemporaryProfile(nm, settings)
  await nm.until((state) => state.profiles.has(path), KNOWN_MS)
}

/** Writes a temporary profile to disk, as it is. Harmless on one that is there already. */
export function storeProfile(nm: NetworkManagerClient, uuid: string): Promise<void> {
  return update(nm, uuid, {}, UpdateFlag.toDisk)
}

/**
 * Deletes a profile that carries our mark, and no other: a journal may be of another computer, or
 * older than what has the same UUID by now. NetworkManager itself is asked, as it is at this moment.
 */
export async function deleteOwnProfile(nm: NetworkManagerClient, uuid: string): Promise<void> {
  const path = profilePath(nm.state, uuid)
  if (path && readMark(await nm.readProfile(path))) await deleteProfile(nm, uuid)
}

/**
 * The same of several, in one breath: a far host may not be reached between the first and the last.
 * @param first what is asked for before them, in the same breath
 */
export async function deleteOwnProfiles(
  nm: NetworkManagerClient,
  uuids: string[],
  first: () => Promise<unknown>[] = () => [],
): Promise<void> {
  const paths = uuids.flatMap((uuid) => profilePath(nm.state, uuid) ?? [])
  const read = paths.map(async (path) => (readMark(await nm.readProfile(path)) ? path : null))
  const found = await Promise.all(read)
  const asked = first()
  const deleted = found.map((path) => path && nm.call(path, IFACE.profile, 'Delete'))
  await Promise.all([...asked, ...deleted])
}

/** Deletes a profile, wherever it is kept. One that is gone is no failure. */
export async function deleteProfile(nm: NetworkManagerClient, uuid: string): Promise<void> {
  const path = profilePath(nm.state, uuid)
  if (path) await nm.call(path, IFACE.profile, 'Delete')
}

/**
 * Activates a profile on a device and waits for the end of it: the reply only says "accepted".
 * @throws PuenteError `activation-failed`
 */
export async function activate(
  nm: NetworkManagerClient,
  uuid: string,
  deviceName: string,
  timeoutMs: number,
): Promise<void> {
  const device = devicePath(nm.state, deviceName)
  if (!device) throw new PuenteError('interface-gone', { interface: deviceName })
  await activateOn(nm, { uuid, device: deviceName }, device, timeoutMs)
}

/** A VLAN's profile, or a bond's: where that is activated, the device comes with it. */
export function makesItsDevice(state: NmState, uuid: string): boolean {
  const settings = settingsOf(state, uuid)
  const type = settings && setting<string>(settings, 'connection', 'type')
  return type === 'vlan' || type === 'bond'
}

/** Of a profile that makes its device, where that is not there. @throws PuenteError `activation-failed` */
export function activateVirtual(
  nm: NetworkManagerClient,
  wanted: Activated,
  timeoutMs: number,
): Promise<void> {
  return activateOn(nm, wanted, devicePath(nm.state, wanted.device) ?? '/', timeoutMs)
}

async function activateOn(
  nm: NetworkManagerClient,
  { uuid, device: deviceName }: Activated,
  device: string,
  timeoutMs: number,
): Promise<void> {
  const active = await requestActivation(nm, uuid, device)
  const requireLife = lifeOf(active, deviceName)
  const isUp = (state: NmState) => {
    requireLife(state)
    return activationState(state, active) === ActiveState.activated
  }
  await nm.until(isUp, timeoutMs).catch((error: unknown) => {
    throw tooSlow(error, deviceName)
  })
}

export interface Activated {
  uuid: string
  device: string
}

/**
 * Activates a bridge, which makes its device and takes its ports along; waits for them.
 *
 * Not a port first, though that works too: the bridge that comes up for it activates its ports
 * a second time, so the NIC goes down twice, and sometimes stays down for 3 s.
 * @param joined is done as soon as one of the ports carries, which is before NetworkManager is done
 * @throws PuenteError `activation-failed`
 */
export async function activateBridge(
  nm: NetworkManagerClient,
  bridge: Activated,
  ports: Activated[],
  timeoutMs: number,
  joined: () => Promise<void> = async () => undefined,
): Promise<void> {
  const active = await requestActivation(nm, bridge.uuid, '/')
  const requireLife = lifeOf(active, ports[0]?.device ?? bridge.device)
  const wanted = ports.length > 0 ? ports : [bridge]
  const isDone = (state: NmState) => wanted.every((one) => isActivated(state, one))
  const wait = (isEnough: (state: NmState) => boolean) => {
    const reached = (state: NmState) => {
      requireLife(state)
      return isEnough(state)
    }
    return nm.until(reached, timeoutMs).catch((error: unknown) => {
      throw tooSlow(error, ports[0]?.device ?? bridge.device)
    })
  }
  await wait((state) => isDone(state) || hasCarrier(state, bridge.device))
  await joined()
  await wait(isDone)
}

/**
 * Brings a bond up anew, by its profile as it is by now. Its ports come along, mostly: those that do not
 * are asked for, or a bond that waits for DHCP would wait for them.
 * @throws PuenteError `activation-failed`
 */
export async function activateAnew(
  nm: NetworkManagerClient,
  bond: Activated,
  ports: Activated[],
  timeoutMs: number,
): Promise<void> {
  const active = await requestActivation(nm, bond.uuid, devicePath(nm.state, bond.device) ?? '/')
  const requireLife = lifeOf(active, bond.device)
  const until = (isReached: (state: NmState) => boolean, ms: number) =>
    nm.until((state) => {
      requireLife(state)
      return isReached(state)
    }, ms)
  const isUnderWay = (state: NmState) => {
    const device = devicePath(state, bond.device)
    return device !== null && activePath(state, device) === active
  }
  try {
    await until(isUnderWay, timeoutMs)
    const areAlong = (state: NmState) => ports.every((port) => isActivated(state, port))
    const came = await until(areAlong, ALONG_MS).then(
      () => true,
      (error: unknown) => !(error instanceof TimeoutError) && Promise.reject(error as Error),
    )
    if (!came) await activateMissing(nm, ports, timeoutMs)
    await until((state) => activationState(state, active) === ActiveState.activated, timeoutMs)
  } catch (error) {
    throw tooSlow(error, bond.device)
  }
}

/** A bridge carries as soon as one of its ports does. */
function hasCarrier(state: NmState, deviceName: string): boolean {
  const device = devicePath(state, deviceName)
  const flags = device && property<number>(state, device, IFACE.device, 'InterfaceFlags')
  return ((flags || 0) & InterfaceFlag.carrier) !== 0
}

/** Activates what has not come along by itself: a second port, a bond's own ports. */
export async function activateMissing(
  nm: NetworkManagerClient,
  wanted: Activated[],
  timeoutMs: number,
): Promise<void> {
  for (const one of wanted) {
    if (!isActivated(nm.state, one)) await activate(nm, one.uuid, one.device, timeoutMs)
  }
}

/**
 * Gives a device these settings without interrupting it, until it is activated the next time; its
 * profile stays as it is. Without any, those of its profile again.
 */
export async function reapply(
  nm: NetworkManagerClient,
  deviceName: string,
  settings: Settings = {},
): Promise<void> {
  const device = devicePath(nm.state, deviceName)
  if (!device) throw new PuenteError('interface-gone', { interface: deviceName })
  await nm.call(device, IFACE.device, 'Reapply', 'a{sa{sv}}tu', [settings, 0n, 0])
}

/** Whether NetworkManager could: it refuses what it can't change while the device stays up. */
export function isReapplied(
  nm: NetworkManagerClient,
  deviceName: string,
  settings: Settings,
): Promise<boolean> {
  return reapply(nm, deviceName, settings).then(
    () => true,
    () => false,
  )
}

/** Writes a profile that exists anew, to disk. */
export function rewriteProfile(
  nm: NetworkManagerClient,
  uuid: string,
  settings: Settings,
): Promise<void> {
  return update(nm, uuid, settings, UpdateFlag.toDisk)
}

/** Writes a temporary profile anew, which stays one. */
export function rewriteTemporaryProfile(
  nm: NetworkManagerClient,
  uuid: string,
  settings: Settings,
): Promise<void> {
  return update(nm, uuid, settings, UpdateFlag.inMemory | UpdateFlag.blockAutoconnect)
}

async function update(
  nm: NetworkManagerClient,
  uuid: string,
  settings: Settings,
  flags: number,
): Promise<void> {
  const path = requirePath(nm, uuid)
  await nm.call(path, IFACE.profile, 'Update2', 'a{sa{sv}}ua{sv}', [settings, flags, {}])
}

/** Looked up each time: a profile that comes back has another path. @throws PuenteError `checkpoint-lost` */
function requirePath(nm: NetworkManagerClient, uuid: string): string {
  const path = profilePath(nm.state, uuid)
  if (!path) throw new PuenteError('checkpoint-lost', {}, { cause: `profile ${uuid} is gone` })
  return path
}

/** The secrets of a section that NetworkManager keeps itself; GetSettings leaves them out. */
async function readSecrets(
  nm: NetworkManagerClient,
  uuid: string,
  section: string,
): Promise<Settings> {
  const path = profilePath(nm.state, uuid)
  if (!path) return {}
  const [secrets] = await nm.call(path, IFACE.profile, 'GetSecrets', 's', [section])
  return secrets as Settings
}

/**
 * With what a NIC signs in to its switch with, which a profile that is written without it would lose;
 * what an agent keeps, it will ask for.
 * @param uuid of the profile that has it now
 */
export async function withWireSecrets(
  nm: NetworkManagerClient,
  uuid: string | null,
  profile: Settings,
): Promise<Settings> {
  const signs = profile['802-1x']
  if (!signs || !uuid) return profile
  const secrets = await readSecrets(nm, uuid, '802-1x')
  return { ...profile, '802-1x': { ...signs, ...secrets['802-1x'] } }
}

/** Is this profile fully activated on this device? */
export function isActivated(state: NmState, wanted: { uuid: string; device: string }): boolean {
  const device = devicePath(state, wanted.device)
  const active = device && activePath(state, device)
  if (!active || activeUuid(state, wanted.device) !== wanted.uuid) return false
  return activationState(state, active) === ActiveState.activated
}

async function requestActivation(
  nm: NetworkManagerClient,
  uuid: string,
  device: string,
): Promise<string> {
  const body = [requirePath(nm, uuid), device, '/']
  const [active] = await nm.call(ROOT_PATH, NM, 'ActivateConnection', 'ooo', body)
  return active as string
}

/**
 * Throws once an activation has ended. One that has failed is soon gone altogether; before its
 * first signal it is not there yet either.
 */
function lifeOf(active: string, deviceName: string): (state: NmState) => void {
  let seen = false
  return (state) => {
    const found = activationState(state, active)
    if (found === ActiveState.deactivated || (seen && found === undefined)) {
      throw new PuenteError('activation-failed', { interface: deviceName })
    }
    seen ||= found !== undefined
  }
}

function activationState(state: NmState, active: string): number | undefined {
  return property<number>(state, active, IFACE.active, 'State')
}

/** What has not come up by then has not, whatever NetworkManager is still at. */
function tooSlow(error: unknown, deviceName: string): unknown {
  if (!(error instanceof TimeoutError)) return error
  return new PuenteError('activation-failed', { interface: deviceName }, { cause: error })
}

/** Takes a device's connection down; one that has none is no failure. */
export async function deactivate(nm: NetworkManagerClient, deviceName: string): Promise<void> {
  const device = devicePath(nm.state, deviceName)
  const active = device && activePath(nm.state, device)
  if (active) await nm.call(ROOT_PATH, NM, 'DeactivateConnection', 'o', [active])
}
