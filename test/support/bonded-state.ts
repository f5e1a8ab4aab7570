/** The recorded workstation as NetworkManager has it once eth0 and eth1 are a bond of ours. */
import { planCreateBond } from '../../electron/networkmanager/bond/create.ts'
import { DeviceType, IFACE } from '../../electron/networkmanager/client/constants.ts'
import { devicePath } from '../../electron/networkmanager/client/objects.ts'
import type { NmState } from '../../electron/networkmanager/client/objects.ts'
import type { BondOptions } from '../../shared/schemas/bond-intents.ts'
import { deviceOf, recorded } from './nm-state.ts'

const BOND = '/devices/bond0'

export function bonded(options: BondOptions, nics = ['eth0', 'eth1']): NmState {
  const state = recorded()
  const uuids = (name: string) => `uuid of ${name}`
  const { bridgeProfile, ports } = planCreateBond(state, { name: 'bond0', nics, options }, uuids)
  const device = { ...deviceOf(state, 'eth0'), Interface: 'bond0', DeviceType: DeviceType.bond }
  state.objects.set(BOND, { [IFACE.device]: { ...device, ActiveConnection: '/active/bond0' } })
  activate(state, 'bond0', 'uuid of bond', {})
  state.profiles.set('/bond', bridgeProfile)
  for (const { facts, profile } of ports) {
    state.profiles.set(`/${facts.name}`, profile)
    deviceOf(state, facts.name).ActiveConnection = `/active/${facts.name}`
    const ofPort = { Master: BOND, StateFlags: 2 }
    activate(state, facts.name, uuids(facts.name), ofPort)
  }
  return state
}

/** A NIC like eth1 before it, with a cable, and nothing on it. */
export function withSpareNic(state: NmState, name: string): NmState {
  const spare = { ...deviceOf(recorded(), 'eth1'), Interface: name, HwAddress: '02:4C:41:42:00:77' }
  state.objects.set(`/devices/${name}`, { [IFACE.device]: spare })
  return state
}

/** VLAN 10 on the bond. */
export function withVlan(state: NmState): NmState {
  const vlan = { ...deviceOf(state, 'bond0'), DeviceType: DeviceType.vlan, Interface: 'bond0.10' }
  const parent = devicePath(state, 'bond0')
  state.objects.set('/vlan', { [IFACE.device]: vlan, [IFACE.vlan]: { Parent: parent, VlanId: 10 } })
  return state
}

function activate(state: NmState, name: string, uuid: string, more: object): void {
  state.objects.set(`/active/${name}`, {
    [IFACE.active]: { Uuid: uuid, Id: name, State: 2, StateFlags: 0, ...more },
  })
}
