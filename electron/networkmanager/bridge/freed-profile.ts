/**
 * A profile that is for any NIC is free once its own NIC has another: NetworkManager then connects
 * the next NIC that has a cable and nothing else, with the same addresses where they are static. Pure.
 */
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import { DeviceState, DeviceType, InterfaceFlag } from '../client/constants.ts'
import { activePath, realDevices } from '../client/objects.ts'
import type { NmState, Properties } from '../client/objects.ts'
import { setting } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'
import type { PlannedPort } from './plan.ts'

/** Whoever lets go of the profile that its NIC has. */
type Freeing = Pick<PlannedPort, 'facts'>

export function freedWarnings(state: NmState, ports: Freeing[]): Message[] {
  return ports.flatMap((port) => {
    const found = nextOf(state, port, ports)
    return found ? [message('warning.original-for-any', found)] : []
  })
}

/**
 * The bridge has those very addresses then.
 * @throws PuenteError `profile-for-any`
 */
export function requireAddressesOnce(state: NmState, ports: Freeing[]): void {
  const [port] = ports
  const original = port?.facts.original
  const families = ['ipv4', 'ipv6'] as const
  const isStatic = original && families.some((family) => hasAddresses(original, family))
  const found = port && isStatic ? nextOf(state, port, ports) : null
  if (found) throw new PuenteError('profile-for-any', found)
}

function hasAddresses(profile: Settings, family: 'ipv4' | 'ipv6'): boolean {
  return (setting<unknown[]>(profile, family, 'address-data') ?? []).length > 0
}

/** Who gets the profile of a port then, with the words to say it; null for nobody. */
function nextOf(state: NmState, { facts }: Freeing, ports: Freeing[]) {
  const { name: nic, original } = facts
  if (!original || !isForAny(original)) return null
  const taken = ports.map((port) => port.facts.name)
  const others = idleNics(state).filter((other) => !taken.includes(other))
  if (others.length === 0) return null
  const profile = setting<string>(original, 'connection', 'id') ?? ''
  return { nic, profile, others: others.join(', ') }
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

/** Told not to connect by itself (`Autoconnect`) it is until the next start of NetworkManager alone. */
function isIdle(device: Properties): boolean {
  const isCard = [DeviceType.ethernet, DeviceType.veth].includes(device.DeviceType as never)
  const hasCable = ((device.InterfaceFlags as number) & InterfaceFlag.carrier) !== 0
  return isCard && hasCable && device.State === DeviceState.disconnected
}
