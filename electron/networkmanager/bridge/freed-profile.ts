/**
 * A profile that is for any NIC is free once its own NIC has another: NetworkManager then connects
 * the next NIC that has a cable and nothing else, with the same addresses where they are static. Pure.
 */
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import { DeviceState, DeviceType, InterfaceFlag } from '../client/constants.ts'
import { activePath, realDevices } from '../client/objects.ts'
import type { NmState, Properties } from '../client/objects.ts'
import { setting } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'
import type { PlannedPort } from './plan.ts'

export function freedWarnings(state: NmState, ports: PlannedPort[]): Message[] {
  const taken = ports.map(({ facts }) => facts.name)
  return ports.flatMap(({ facts: { name: nic, original } }) => {
    if (!original || !isForAny(original)) return []
    const others = idleNics(state).filter((other) => !taken.includes(other))
    if (others.length === 0) return []
    const families = ['ipv4', 'ipv6'] as const
    const isStatic = families.some((family) => setting(original, family, 'method') === 'manual')
    const profile = setting<string>(original, 'connection', 'id') ?? ''
    const params = { nic, profile, others: others.join(', ') }
    return [message(`warning.original-for-any${isStatic ? '-static' : ''}`, params)]
  })
}

function isForAny(profile: Settings): boolean {
  const isEthernet = setting(profile, 'connection', 'type') === '802-3-ethernet'
  const comesByItself = setting<boolean>(profile, 'connection', 'autoconnect') ?? true
  const isBound =
    setting(profile, 'connection', 'interface-name') !== undefined ||
    setting(profile, '802-3-ethernet', 'mac-address') !== undefined ||
    Object.keys(profile.match ?? {}).length > 0
  return isEthernet && comesByItself && !isBound
}

function idleNics(state: NmState): string[] {
  return [...realDevices(state)].flatMap(([path, device]) =>
    isIdle(device) && activePath(state, path) === null ? [device.Interface as string] : [],
  )
}

function isIdle(device: Properties): boolean {
  const isCard = [DeviceType.ethernet, DeviceType.veth].includes(device.DeviceType as never)
  const hasCable = ((device.InterfaceFlags as number) & InterfaceFlag.carrier) !== 0
  const mayConnect = device.Autoconnect !== false
  return isCard && hasCable && mayConnect && device.State === DeviceState.disconnected
}
