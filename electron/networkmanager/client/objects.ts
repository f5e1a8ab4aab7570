import type { KernelRoute } from '../../host/routes.ts'
import { IFACE, ProfileFlag } from './constants.ts'
import type { Settings } from './settings.ts'

/** Properties of one interface of one object, without variants. */
export type Properties = Record<string, unknown>
/** Every object of NetworkManager: path → interface → properties. */
export type ObjectTree = Map<string, Record<string, Properties>>

/** What NetworkManager said last: its objects, and the settings of its profiles by path. */
export interface NmState {
  objects: ObjectTree
  profiles: Map<string, Settings>
  /** Addresses that pass (see from-kernel.ts), as the kernel said last. */
  temporary?: ReadonlySet<string>
  /** IPv6 addresses whose prefix is about to go, and those that nothing bounds, likewise. */
  deprecated?: ReadonlySet<string>
  permanent?: ReadonlySet<string>
  /** Of a device with more routes than NetworkManager tells, those that it is known by. */
  untold?: Record<'ipv4' | 'ipv6', KernelRoute[]>
}

/** Property of an object, or undefined: objects come and go between two signals. */
export function property<T>(
  { objects }: Pick<NmState, 'objects'>,
  path: string,
  iface: string,
  name: string,
): T | undefined {
  return objects.get(path)?.[iface]?.[name] as T | undefined
}

/**
 * Every device that there is. NetworkManager also keeps an object for what a profile could make
 * but has not made (`Real` is false), and for a while after that profile is gone.
 */
export function* realDevices(state: NmState): Generator<[path: string, device: Properties]> {
  for (const [path, interfaces] of state.objects) {
    const device = interfaces[IFACE.device]
    if (device?.Interface && device.Real !== false) yield [path, device]
  }
}

/** The device with this interface name, or null. */
export function devicePath(state: NmState, name: string): string | null {
  for (const [path, device] of realDevices(state)) if (device.Interface === name) return path
  return null
}

/** The profile with this UUID, or null. */
export function profilePath(state: NmState, uuid: string): string | null {
  for (const [path, settings] of state.profiles) {
    if (settings.connection?.uuid?.value === uuid) return path
  }
  return null
}

/** The active connection of a device, or null; D-Bus says "none" with the path `/`. */
export function activePath(state: NmState, device: string): string | null {
  const path = property<string>(state, device, IFACE.device, 'ActiveConnection')
  return path && path !== '/' ? path : null
}

/** The UUID of the profile that is active on the named device, or null. */
export function activeUuid(state: NmState, deviceName: string): string | null {
  const device = devicePath(state, deviceName)
  const active = device && activePath(state, device)
  return (active && property<string>(state, active, IFACE.active, 'Uuid')) || null
}

/** The settings of the profile with this UUID, or null. */
export function settingsOf(state: NmState, uuid: string | null): Settings | null {
  const path = uuid && profilePath(state, uuid)
  return (path && state.profiles.get(path)) || null
}

/** netplan makes them at each boot of what it keeps itself; NetworkManager calls them unsaved. */
const NETPLAN = '/run/NetworkManager/system-connections/netplan-'

/** Is it kept in memory alone, so that a restart forgets it? */
export function isTemporaryProfile(state: Pick<NmState, 'objects'>, path: string): boolean {
  const { unsaved, generated, volatile } = ProfileFlag
  const isKept = (property<string>(state, path, IFACE.profile, 'Filename') ?? '').startsWith(
    NETPLAN,
  )
  const flags = property<number>(state, path, IFACE.profile, 'Flags') ?? 0
  return (flags & (generated | volatile | (isKept ? 0 : unsaved))) !== 0
}
