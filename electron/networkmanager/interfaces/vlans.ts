/** The VLANs on a NIC: those that are up, and those that a profile would make. Pure. */
import { DeviceType, IFACE } from '../client/constants.ts'
import { devicePath, property, realDevices } from '../client/objects.ts'
import type { NmState, Properties } from '../client/objects.ts'
import { setting } from '../client/settings.ts'

/** What an interface is a VLAN of, and which; its NIC may be in another namespace. */
export function vlanFacts(
  state: NmState,
  path: string,
  { DeviceType: type }: Properties,
): { id: number; nic: string | null } | null {
  if (type !== DeviceType.vlan) return null
  const id = property<number>(state, path, IFACE.vlan, 'VlanId') ?? 0
  const parent = property<string>(state, path, IFACE.vlan, 'Parent') ?? '/'
  return { id, nic: property<string>(state, parent, IFACE.device, 'Interface') ?? null }
}

/** By number: the name of each. */
export function vlansOf(state: NmState, nic: string): Map<number, string> {
  const parent = devicePath(state, nic)
  const inProfiles = [...state.profiles.values()].flatMap((settings): [number, string][] => {
    const id = setting<number>(settings, 'vlan', 'id')
    const isOn = setting<string>(settings, 'vlan', 'parent') === nic
    const name = setting<string>(settings, 'connection', 'interface-name')
    return isOn && id !== undefined ? [[id, name ?? `${nic}.${id}`]] : []
  })
  const up = [...realDevices(state)].flatMap(([path, device]): [number, string][] => {
    const isOn = property(state, path, IFACE.vlan, 'Parent') === parent
    const id = property<number>(state, path, IFACE.vlan, 'VlanId')
    return parent && isOn && id !== undefined ? [[id, device.Interface as string]] : []
  })
  return new Map([...inProfiles, ...up])
}
