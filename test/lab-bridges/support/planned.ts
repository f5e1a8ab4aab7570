/**
 * Kinds of host that this kernel can't make (no bonding, no 802.1Q, no 802.1X, no ethtool on veth):
 * recorded state of the lab's NetworkManager, changed to what NetworkManager's D-Bus reference says
 * of them, and the plan on it.
 */
import { expect } from 'vitest'
import { planCreateBridge } from '../../../electron/networkmanager/bridge/create.ts'
import { DeviceType, IFACE } from '../../../electron/networkmanager/client/constants.ts'
import { devicePath } from '../../../electron/networkmanager/client/objects.ts'
import type { NmState } from '../../../electron/networkmanager/client/objects.ts'
import { setting } from '../../../electron/networkmanager/client/settings.ts'
import type { Settings } from '../../../electron/networkmanager/client/settings.ts'
import { Variant } from '../../../electron/dbus/bus.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import { OFFICE_LAN, deviceOf, profileOf, recorded } from '../../support/nm-state.ts'

const s = (value: string) => new Variant('s', value)
const u = (value: number) => new Variant('u', value)
const MARK = '(plan)'

interface Planned {
  name: string
  rows: () => string[][]
}

function plan(state: NmState) {
  const asked = { nic: 'eth0', ports: [], options: defaultBridgeOptions, addresses: null }
  return planCreateBridge(state, { bridge: 'br0', ...asked }, (name) => `uuid of ${name}`)
}

function profileOfKind(state: NmState, type: string, sections: Settings): NmState {
  const profile = profileOf(state, OFFICE_LAN)
  Object.assign(profile, sections)
  profile.connection = { ...profile.connection, type: s(type) }
  return state
}

/** A second NIC of the host, as eth0's kind has it under itself. */
function addPort(state: NmState, name: string, controller: string): void {
  const settings: Settings = {
    connection: {
      ...{ id: s(name), uuid: s(`original ${name}`), type: s('802-3-ethernet') },
      ...{ 'interface-name': s(name), master: s(controller), 'slave-type': s('bond') },
    },
    '802-3-ethernet': {},
  }
  const eth0 = devicePath(state, 'eth0') ?? ''
  const active = `/active/${name}`
  state.profiles.set(`/settings/${name}`, settings)
  state.objects.set(`/devices/${name}`, {
    [IFACE.device]: {
      ...deviceOf(state, 'eth0'),
      ...{ Interface: name, DeviceType: DeviceType.ethernet, ActiveConnection: active },
      ...{ Ip4Config: '/', Ip6Config: '/', Dhcp4Config: '/', Dhcp6Config: '/' },
    },
  })
  state.objects.set(active, {
    [IFACE.active]: { Uuid: `original ${name}`, Id: name, Master: eth0, StateFlags: 2 },
  })
}

/** The row: the addresses stay by the same profile, and what the wire needs is on the port. */
function rowOf(state: NmState, wire: [string, string][]): string[][] {
  const before = structuredClone(profileOf(state, OFFICE_LAN))
  const { bridgeProfile, ports, view } = plan(state)
  const carried = Object.fromEntries(view.carried.map(({ label, value }) => [label.key, value]))
  expect(setting(bridgeProfile, 'ipv4', 'method')).toBe('auto')
  expect(setting(bridgeProfile, 'ipv4', 'route-metric')).toBe(100n)
  expect(structuredClone(profileOf(state, OFFICE_LAN))).toEqual(before)
  const mac = setting<string>(bridgeProfile, '802-3-ethernet', 'assigned-mac-address')
  expect(mac?.toLowerCase()).toBe(carried['carried.mac'])
  expect(ports.map(({ original }) => original)[0]).toBe(OFFICE_LAN)
  const facts = [
    ...['addresses', 'dns', 'metric', 'mac'].map((name) => [name, `carried.${name}`] as const),
  ].map(([name, key]) => ['', name, carried[key] ?? '', '= (planned)', 'original profile', ''])
  return [...facts, ...wire.map(([name, value]) => ['', name, value, '= (on the port)', '=', ''])]
}

const titled = (name: string, rows: string[][]) =>
  rows.map((cells, index) => (index === 0 ? [name, ...cells.slice(1)] : cells))

const KINDS: { name: string; wire: () => [NmState, [string, string][]] }[] = [
  {
    name: `a bond of two NICs ${MARK}`,
    wire: () => {
      const options = new Variant('a{ss}', { mode: 'active-backup', miimon: '100' })
      const state = profileOfKind(recorded(), 'bond', { bond: { options } })
      deviceOf(state, 'eth0').DeviceType = DeviceType.bond
      addPort(state, 'eth7', OFFICE_LAN)
      addPort(state, 'eth8', OFFICE_LAN)
      const { ports, view } = plan(state)
      const [bond, ...own] = ports.map(({ profile }) => profile)
      expect(bond && setting(bond, 'connection', 'type')).toBe('bond')
      expect(bond && setting(bond, 'bond', 'options')).toEqual(options.value)
      expect(own.map((profile) => setting(profile, 'connection', 'interface-name'))).toEqual([
        'eth7',
        'eth8',
      ])
      expect(own.map((profile) => setting(profile, 'connection', 'master'))).toEqual([
        'uuid of eth0',
        'uuid of eth0',
      ])
      expect(view.commands.filter((line) => line.includes('add type bond '))).toHaveLength(1)
      return [
        state,
        [
          ['bond', 'active-backup, miimon 100'],
          ['its ports', 'eth7, eth8'],
        ],
      ]
    },
  },
  {
    name: `a VLAN ${MARK}`,
    wire: () => {
      const vlan = { parent: s('eth9'), id: u(10), flags: u(1) }
      const state = profileOfKind(recorded(), 'vlan', { vlan })
      deviceOf(state, 'eth0').DeviceType = DeviceType.vlan
      const [port] = plan(state).ports
      expect(port?.profile.vlan).toEqual(vlan)
      expect(port && setting(port.profile, 'connection', 'type')).toBe('vlan')
      return [state, [['vlan', 'id 10 on eth9']]]
    },
  },
  {
    name: `a NIC with VLAN children ${MARK}`,
    wire: () => {
      const state = recorded()
      state.objects.set('/devices/eth0.5', {
        [IFACE.device]: { Interface: 'eth0.5', DeviceType: DeviceType.vlan },
        [IFACE.vlan]: { Parent: devicePath(state, 'eth0'), VlanId: 5 },
      })
      expect(plan(state).view.warnings).toContainEqual({
        key: 'warning.vlans-stay',
        params: { nic: 'eth0', vlans: 'eth0.5' },
      })
      return [state, [['children', 'eth0.5']]]
    },
  },
  {
    name: `Wake-on-LAN, ethtool, 802.1X ${MARK}`,
    wire: () => {
      const state = recorded()
      const profile = profileOf(state, OFFICE_LAN)
      profile['802-3-ethernet'] = { ...profile['802-3-ethernet'], 'wake-on-lan': u(64) }
      profile.ethtool = { 'feature-gro': new Variant('b', false) }
      profile['802-1x'] = { eap: new Variant('as', ['tls']), identity: s('desk') }
      const { ports, view } = plan(state)
      const [port] = ports
      expect(port && setting(port.profile, '802-3-ethernet', 'wake-on-lan')).toBe(64)
      expect(port?.profile.ethtool).toEqual(profile.ethtool)
      expect(port?.profile['802-1x']).toEqual(profile['802-1x'])
      expect(view.warnings.map(({ key }) => key)).toContain('warning.secured')
      return [
        state,
        [
          ['wake-on-lan', '64 (magic)'],
          ['ethtool', 'feature-gro off'],
          ['802-1x', 'tls, desk'],
        ],
      ]
    },
  },
]

export const PLANNED: Planned[] = KINDS.map(({ name, wire }) => ({
  name,
  rows: () => titled(name, rowOf(...wire())),
}))
