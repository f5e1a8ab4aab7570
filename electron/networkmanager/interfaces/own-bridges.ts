/** Our bridges by their profiles, whether they are up or not, and the NIC that each was made for. Pure. */
import { ActivationFlag, DeviceState, DeviceType, IFACE } from '../client/constants.ts'
import {
  activePath,
  activeUuid,
  devicePath,
  property,
  realDevices,
  settingsOf,
} from '../client/objects.ts'
import type { NmState, Properties } from '../client/objects.ts'
import { markedMac, readMark, setting } from '../client/settings.ts'
import type { Mark, Settings } from '../client/settings.ts'

export interface OwnBridge {
  name: string
  uuid: string
  settings: Settings
  mark: Mark
}

/** The one that is up under this name, else one that could be; null when none is ours. */
export function ownBridge(state: NmState, name: string): OwnBridge | null {
  const active = activeUuid(state, name)
  const settings = settingsOf(state, active)
  if (active && settings && !isExternal(state, name)) return asOwn(settings)
  return ownBridges(state).find((bridge) => bridge.name === name) ?? null
}

/** Made in the kernel by somebody else; NetworkManager only shows it. */
export function isExternal(state: NmState, name: string): boolean {
  const active = activePath(state, devicePath(state, name) ?? '')
  const flags = active && property<number>(state, active, IFACE.active, 'StateFlags')
  return ((flags || 0) & ActivationFlag.external) !== 0
}

export function ownBridges(state: NmState): OwnBridge[] {
  return [...state.profiles.values()].flatMap((settings) => asOwn(settings) ?? [])
}

export function asOwn(settings: Settings): OwnBridge | null {
  const mark = readMark(settings)
  const uuid = setting<string>(settings, 'connection', 'uuid')
  const name = setting<string>(settings, 'connection', 'interface-name')
  const isBridge = setting(settings, 'connection', 'type') === 'bridge'
  return mark && uuid && name && isBridge ? { name, uuid, settings, mark } : null
}

/**
 * The present name of the NIC that a bridge was made for: a card in another slot, or a new kernel,
 * may rename it. Null when it is not there at all.
 */
export function mainNicNow(state: NmState, { mark, settings }: OwnBridge): string | null {
  if (mark.nic === null || devicePath(state, mark.nic)) return mark.nic
  const assigned = setting<string>(settings, '802-3-ethernet', 'assigned-mac-address')
  const mac = (markedMac(settings) ?? assigned)?.toLowerCase()
  for (const [path, device] of realDevices(state)) {
    if (cards.includes(device.DeviceType as number) && macsOf(state, path, device).includes(mac)) {
      return device.Interface as string
    }
  }
  return null
}

const cards: number[] = [DeviceType.ethernet, DeviceType.veth, DeviceType.bond, DeviceType.vlan]

function macsOf(state: NmState, path: string, { HwAddress }: Properties): unknown[] {
  const permanent = property<string>(state, path, IFACE.wired, 'PermHwAddress')
  return [HwAddress, permanent].map((mac) => (mac as string | undefined)?.toLowerCase())
}

/** Has the NIC a connection of its own, or one that is about to be, that is none of the bridge's? */
export function isConnectedOtherwise(
  state: NmState,
  nic: string,
  ports: { uuid: string }[],
): boolean {
  const path = devicePath(state, nic)
  const uuid = activeUuid(state, nic)
  const deviceState = (path && property<number>(state, path, IFACE.device, 'State')) || 0
  const isOn = deviceState > DeviceState.disconnected && deviceState <= DeviceState.activated
  return (
    isOn &&
    path !== null &&
    activePath(state, path) !== null &&
    !ports.some((port) => port.uuid === uuid)
  )
}
