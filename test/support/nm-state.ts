/** NetworkManager's state in the tests of the pure code: the recorded one, and changes to it. */
import { readFileSync } from 'node:fs'
import { IFACE } from '../../electron/networkmanager/client/constants.ts'
import { activePath, devicePath } from '../../electron/networkmanager/client/objects.ts'
import type { NmState, Properties } from '../../electron/networkmanager/client/objects.ts'
import type { Settings } from '../../electron/networkmanager/client/settings.ts'
import { readState } from './recorded-state.ts'

export const OFFICE_LAN = '9b6f2a0e-3f63-4e0c-8a55-2d9c0a5f1e70'

const FOLDER = new URL('../fixtures/networkmanager/', import.meta.url)

/**
 * A lab's workstation: eth0 with DHCP and DHCPv6, eth1 unused, libvirt's virbr0 with a guest;
 * `workstation-bridged` the same with eth0 under br0.
 */
export function recorded(name: 'workstation' | 'workstation-bridged' = 'workstation'): NmState {
  return readState(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'))
}

/** The properties of one interface of one object, to be changed in place. */
export function propertiesOf(state: NmState, path: string, iface: string): Properties {
  const properties = state.objects.get(path)?.[iface]
  if (!properties) throw new Error(`no ${iface} at ${path}`)
  return properties
}

export function deviceOf(state: NmState, name: string): Properties {
  return propertiesOf(state, devicePath(state, name) ?? '', IFACE.device)
}

export function activationOf(state: NmState, name: string): Properties {
  const active = activePath(state, devicePath(state, name) ?? '')
  return propertiesOf(state, active ?? '', IFACE.active)
}

export function ipConfigOf(state: NmState, name: string, family: 4 | 6): Properties {
  const path = deviceOf(state, name)[`Ip${family}Config`] as string
  return propertiesOf(state, path, family === 4 ? IFACE.ip4 : IFACE.ip6)
}

/** The profile with this UUID, to be changed in place. */
export function profileOf(state: NmState, uuid: string): Settings {
  for (const settings of state.profiles.values()) {
    if (settings.connection?.uuid?.value === uuid) return settings
  }
  throw new Error(`no profile ${uuid}`)
}
