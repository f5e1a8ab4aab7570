/** Why an interface cannot become the port of a new bridge. Pure. */
import type { MessageKey } from '../../../shared/locales.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import {
  ActivationFlag,
  DeviceState,
  DeviceType,
  IFACE,
  InterfaceFlag,
  UnmanagedReason,
} from '../client/constants.ts'
import { activePath, property, realDevices, settingsOf } from '../client/objects.ts'
import type { NmState, Properties } from '../client/objects.ts'

/** What can't be a port by its nature; NetworkManager itself is giving teams up. */
const unsuitable: Record<number, MessageKey> = {
  [DeviceType.wifi]: 'refusal.wifi',
  [DeviceType.bluetooth]: 'refusal.mobile',
  [DeviceType.modem]: 'refusal.mobile',
  [DeviceType.bridge]: 'refusal.bridge',
  [DeviceType.ppp]: 'refusal.vpn',
  [DeviceType.wireguard]: 'refusal.vpn',
  [DeviceType.loopback]: 'refusal.loopback',
  [DeviceType.team]: 'refusal.team',
}

const suitable: number[] = [DeviceType.ethernet, DeviceType.veth, DeviceType.bond, DeviceType.vlan]

/** Null when it can; the first reason that stands in the way otherwise. */
export function whyNotBridgeable(state: NmState, path: string): Message | null {
  const device = state.objects.get(path)?.[IFACE.device]
  if (!device) return message('refusal.gone')
  const name = device.Interface as string
  const key =
    byNature(device.DeviceType as number) ??
    byState(device) ??
    byChildren(state, path) ??
    byActivation(state, path) ??
    byProfile(state, path)
  return key ? message(key, { nic: name }) : null
}

function byNature(type: number): MessageKey | null {
  return unsuitable[type] ?? (suitable.includes(type) ? null : 'refusal.virtual')
}

function byState(device: Properties): MessageKey | null {
  if (device.Managed === false || device.State === DeviceState.unmanaged)
    return whyUnmanaged(device)
  const carrier = ((device.InterfaceFlags as number) & InterfaceFlag.carrier) !== 0
  return carrier ? null : 'refusal.no-carrier'
}

/** What NetworkManager itself says of it; whose files say so is looked up by who shows it. */
const unmanaged: Record<number, MessageKey> = {
  [UnmanagedReason.byDefault]: 'refusal.unmanaged-by-default',
  [UnmanagedReason.externalDown]: 'refusal.unmanaged-down',
  [UnmanagedReason.linkNotInit]: 'refusal.unmanaged-not-ready',
  [UnmanagedReason.sleeping]: 'refusal.unmanaged-asleep',
  [UnmanagedReason.networkingOff]: 'refusal.unmanaged-asleep',
  [UnmanagedReason.userConf]: 'refusal.unmanaged-configuration',
  [UnmanagedReason.userExplicit]: 'refusal.unmanaged-by-hand',
  [UnmanagedReason.userSettings]: 'refusal.unmanaged-ifupdown',
  [UnmanagedReason.userUdev]: 'refusal.unmanaged-udev',
}

/** NetworkManager gave no reason, or that it was told: by whom is in the files. */
export function isToldByNobody({ key }: Message): boolean {
  return key === UNSAID || key === unmanaged[UnmanagedReason.userConf]
}

const UNSAID: MessageKey = 'refusal.unmanaged'

function whyUnmanaged({ StateReason }: Properties): MessageKey {
  const [, reason] = (StateReason as [number, number] | undefined) ?? []
  return (reason !== undefined && unmanaged[reason]) || UNSAID
}

/** The kernel lets either macvtap or a bridge receive a NIC's frames: EBUSY. */
function byChildren(state: NmState, path: string): MessageKey | null {
  const isChild = ([child]: [string, unknown]) =>
    property(state, child, IFACE.macvlan, 'Parent') === path
  return [...realDevices(state)].some(isChild) ? 'refusal.macvtap' : null
}

/** One that nothing is active on, but that NetworkManager could use, is as good as connected. */
function byActivation(state: NmState, path: string): MessageKey | null {
  const active = activePath(state, path)
  const isIdle = property<number>(state, path, IFACE.device, 'State') === DeviceState.disconnected
  if (!active) return isIdle ? null : 'refusal.not-connected'
  const flags = property<number>(state, active, IFACE.active, 'StateFlags') ?? 0
  if (flags & ActivationFlag.isPort) return 'refusal.already-port'
  if (flags & ActivationFlag.external) return 'refusal.external'
  const activated = property<number>(state, path, IFACE.device, 'State') === DeviceState.activated
  return activated ? null : 'refusal.connecting'
}

function byProfile(state: NmState, path: string): MessageKey | null {
  const active = activePath(state, path)
  if (!active) return null
  const uuid = property<string>(state, active, IFACE.active, 'Uuid') ?? null
  return settingsOf(state, uuid) ? null : 'refusal.profile-hidden'
}
