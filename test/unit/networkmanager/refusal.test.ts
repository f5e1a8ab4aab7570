import { expect, it } from 'vitest'
import {
  DeviceType,
  IFACE,
  InterfaceFlag,
} from '../../../electron/networkmanager/client/constants.ts'
import { devicePath } from '../../../electron/networkmanager/client/objects.ts'
import type { NmState } from '../../../electron/networkmanager/client/objects.ts'
import { whyNotBridgeable } from '../../../electron/networkmanager/interfaces/refusal.ts'
import { Variant } from '../../../electron/dbus/bus.ts'
import { OFFICE_LAN, activationOf, deviceOf, profileOf, recorded } from '../../support/nm-state.ts'

function refusal(change: (state: NmState) => void, nic = 'eth0') {
  const state = recorded()
  const path = devicePath(state, nic) ?? ''
  change(state)
  return whyNotBridgeable(state, path)
}

it.each([
  ['ethernet', DeviceType.ethernet],
  ['veth', DeviceType.veth],
  ['bond', DeviceType.bond],
  ['VLAN', DeviceType.vlan],
])('takes a connected NIC of type %s', (_, type) => {
  expect(refusal((state) => (deviceOf(state, 'eth0').DeviceType = type))).toBeNull()
})

it.each([
  [DeviceType.wifi, 'wifi'],
  [DeviceType.bluetooth, 'mobile'],
  [DeviceType.modem, 'mobile'],
  [DeviceType.bridge, 'bridge'],
  [DeviceType.ppp, 'vpn'],
  [DeviceType.wireguard, 'vpn'],
  [DeviceType.loopback, 'loopback'],
  [DeviceType.team, 'team'],
  [DeviceType.generic, 'virtual'],
  [DeviceType.tun, 'virtual'],
  [DeviceType.macvlan, 'virtual'],
  [DeviceType.vxlan, 'virtual'],
  [4711, 'virtual'],
])('refuses device type %i: %s', (type, reason) => {
  expect(refusal((state) => (deviceOf(state, 'eth0').DeviceType = type))).toEqual({
    key: `refusal.${reason}`,
    params: { nic: 'eth0' },
  })
})

it.each([
  [69, 'unmanaged-by-default'],
  [70, 'unmanaged-down'],
  [71, 'unmanaged-not-ready'],
  [73, 'unmanaged-asleep'],
  [74, 'unmanaged-configuration'],
  [75, 'unmanaged-by-hand'],
  [76, 'unmanaged-ifupdown'],
  [77, 'unmanaged-udev'],
  [78, 'unmanaged-asleep'],
  [3, 'unmanaged'],
])('says why NetworkManager leaves it alone: %i is %s', (reason, key) => {
  const unmanaged = (state: NmState) => {
    Object.assign(deviceOf(state, 'eth0'), { State: 10, StateReason: [10, reason] })
  }
  expect(refusal(unmanaged)?.key).toBe(`refusal.${key}`)
})

it.each<[string, (state: NmState) => unknown]>([
  ['unmanaged', (state) => (deviceOf(state, 'eth0').Managed = false)],
  ['unmanaged', (state) => (deviceOf(state, 'eth0').State = 10)],
  [
    'no-carrier',
    (state) => ((deviceOf(state, 'eth0').InterfaceFlags as number) &= ~InterfaceFlag.carrier),
  ],
  ['no-carrier', (state) => delete deviceOf(state, 'eth0').InterfaceFlags],
  [
    'not-connected',
    (state) => Object.assign(deviceOf(state, 'eth0'), { ActiveConnection: '/', State: 20 }),
  ],
  ['macvtap', (state) => putMacvtapOn(state, 'eth0')],
  ['already-port', (state) => (activationOf(state, 'eth0').StateFlags = 0x2)],
  ['external', (state) => (activationOf(state, 'eth0').StateFlags = 0x80)],
  ['already-port', (state) => (activationOf(state, 'eth0').StateFlags = 0x82)],
  ['connecting', (state) => (deviceOf(state, 'eth0').State = 70)],
  ['connecting', (state) => (deviceOf(state, 'eth0').State = 110)],
  ['profile-hidden', (state) => state.profiles.clear()],
])('refuses: %s', (reason, change) => {
  expect(refusal(change)?.key).toBe(`refusal.${reason}`)
})

it('names what a NIC is before the state that it is in', () => {
  const change = (state: NmState) =>
    Object.assign(deviceOf(state, 'eth0'), { DeviceType: DeviceType.wifi, Managed: false })
  expect(refusal(change)?.key).toBe('refusal.wifi')
})

it('refuses a device that has just gone', () => {
  expect(refusal((state) => state.objects.clear())?.key).toBe('refusal.gone')
})

it('takes a NIC that is not connected, and one that signs in with 802.1X', () => {
  const idle = (state: NmState) =>
    Object.assign(deviceOf(state, 'eth0'), { ActiveConnection: '/', State: 30 })
  expect(refusal(idle)).toBeNull()
  const secured = (state: NmState) =>
    (profileOf(state, OFFICE_LAN)['802-1x'] = { eap: new Variant('as', ['tls']) })
  expect(refusal(secured)).toBeNull()
})

/** As a machine's direct interface shows in NetworkManager. */
function putMacvtapOn(state: NmState, nic: string): void {
  state.objects.set('/org/freedesktop/NetworkManager/Devices/99', {
    [IFACE.device]: { Interface: 'macvtap0', DeviceType: DeviceType.macvlan },
    [IFACE.macvlan]: { Parent: devicePath(state, nic), Tap: true },
  })
}
