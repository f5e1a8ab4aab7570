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
import { markedMacs, readMark, setting } from '../client/settings.ts'
import type { Mark, Settings } from '../client/settings.ts'

/** What has NICs under it, by its profile’s type. */
export type Controlling = 'bridge' | 'bond'

export interface OwnBridge {
  name: string
  uuid: string
  settings: Settings
  mark: Mark
}

/** The one that is up under this name, else one that could be; null when none is ours. */
export function ownBridge(
  state: NmState,
  name: string,
  type: Controlling = 'bridge',
): OwnBridge | null {
  const active = activeUuid(state, name)
  const settings = settingsOf(state, active)
  if (active && settings && !isExternal(state, name)) return asOwn(settings, type)
  return ownBridges(state, type).find((bridge) => bridge.name === name) ?? null
}

/** Made in the kernel by somebody else; NetworkManager only shows it. */
export function isExternal(state: NmState, name: string): boolean {
  const active = activePath(state, devicePath(state, name) ?? '')
  const flags = active && property<number>(state, active, IFACE.active, 'StateFlags')
  return ((flags || 0) & ActivationFlag.external) !== 0
}

export function ownBridges(state: NmState, type: Controlling = 'bridge'): OwnBridge[] {
  return [...state.profiles.values()].flatMap((settings) => asOwn(settings, type) ?? [])
}

export function asOwn(settings: Settings, type: Controlling = 'bridge'): OwnBridge | null {
  const mark = readMark(settings)
  const uuid = uuidOf(settings, type)
  const name = setting<string>(settings, 'connection', 'interface-name')
  return mark && uuid && name ? { name, uuid, settings, mark } : null
}

/** Of a bond by whoever's profile; null for what is none. */
export const bondUuid = (settings: Settings) => uuidOf(settings, 'bond')

/** One that is itself a bridge's port is of that bridge, and goes with it. */
function uuidOf(settings: Settings, type: Controlling): string | null {
  const isIt =
    setting(settings, 'connection', 'type') === type &&
    setting(settings, 'connection', 'master') === undefined
  return (isIt && setting<string>(settings, 'connection', 'uuid')) || null
}

/**
 * The present name of the NIC that a bridge was made for: a card in another slot, or a new kernel,
 * may rename it. Null when it is not there at all.
 */
export function mainNicNow(state: NmState, bridge: OwnBridge): string | null {
  const { mark, settings } = bridge
  if (mark.nic === null || devicePath(state, mark.nic)) return mark.nic
  const assigned = setting<string>(settings, '802-3-ethernet', 'assigned-mac-address')
  const { mac = assigned, permanentMac } = markedMacs(settings)
  const marked = [permanentMac, mac].flatMap((text) => text?.toLowerCase() ?? [])
  const kinds = kindsOf(state, bridge)
  const found = [...realDevices(state)].flatMap(([path, device]) => {
    const kind = kinds.indexOf(device.DeviceType as number)
    const isIt = kind >= 0 && marked.some((mac) => macsOf(state, path, device).includes(mac))
    return isIt ? [{ kind, name: device.Interface as string }] : []
  })
  return found.sort((a, b) => a.kind - b.kind)[0]?.name ?? null
}

/** A bond and its ports, a VLAN and its NIC share a MAC: which one it is the port's profile says. */
function kindsOf(state: NmState, { uuid, mark }: OwnBridge): number[] {
  const port = [...state.profiles.values()].find(
    (settings) =>
      setting(settings, 'connection', 'master') === uuid && readMark(settings)?.nic === mark.nic,
  )
  switch (port && setting<string>(port, 'connection', 'type')) {
    case 'bond':
      return [DeviceType.bond]
    case 'vlan':
      return [DeviceType.vlan]
    default:
      return [DeviceType.ethernet, DeviceType.veth, DeviceType.bond, DeviceType.vlan]
  }
}

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
