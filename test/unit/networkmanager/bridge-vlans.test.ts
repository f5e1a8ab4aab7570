/** Bridges that filter VLANs: what is planned, what it cuts, and what takes it back. */
import { describe, expect, it } from 'vitest'
import { Variant } from '../../../electron/dbus/bus.ts'
import { planChangeBridge } from '../../../electron/networkmanager/bridge/change.ts'
import type { AskedChange } from '../../../electron/networkmanager/bridge/change.ts'
import { planCreateBridge } from '../../../electron/networkmanager/bridge/create.ts'
import { planRemoveBridge } from '../../../electron/networkmanager/bridge/remove.ts'
import { DeviceType, IFACE } from '../../../electron/networkmanager/client/constants.ts'
import { devicePath, profilePath } from '../../../electron/networkmanager/client/objects.ts'
import type { NmState } from '../../../electron/networkmanager/client/objects.ts'
import { readOptions } from '../../../electron/networkmanager/interfaces/bridge-options.ts'
import {
  readVlans,
  vlansVariant,
  withPortVlans,
} from '../../../electron/networkmanager/interfaces/bridge-vlans.ts'
import { hostInterfaces } from '../../../electron/networkmanager/interfaces/interfaces.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import type { BridgeOptions, PortVlans } from '../../../shared/model/bridge-settings.ts'
import { parseRanges, rangesText } from '../../../shared/rules/vlans/ranges.ts'
import { failureOf } from '../../support/failure.ts'
import { profileOf, recorded } from '../../support/nm-state.ts'

const ranges = (text: string) => parseRanges(text) ?? []
const on = (port: string, text: string): PortVlans[] => [{ port, vlans: ranges(text) }]
const filtering = (more: Partial<BridgeOptions> = {}): BridgeOptions => ({
  ...defaultBridgeOptions,
  vlanFiltering: true,
  ...more,
})
const uuids = (name: string) => `uuid of ${name}`

function create(portVlans: PortVlans[], options = filtering(), state = recorded()) {
  const asked = { bridge: 'br0', nic: 'eth0', ports: [], options, addresses: null, portVlans }
  return planCreateBridge(state, asked, uuids)
}

/** br0 on eth0 as it was recorded, with these options and VLANs. */
function bridged(options: Partial<BridgeOptions> | null, vlans = ''): NmState {
  const state = recorded('workstation-bridged')
  const { bridgeUuid, ports } = planRemoveBridge(state, 'br0')
  const bridge = profilePath(state, bridgeUuid) ?? ''
  const settings = profileOf(state, bridgeUuid)
  const { nativeVlan, vlans: own } = { ...defaultBridgeOptions, ...options }
  const given = {
    ...settings.bridge,
    ...(options ? { 'vlan-filtering': new Variant('b', true) } : {}),
    ...(nativeVlan === null ? {} : { 'vlan-default-pvid': new Variant('u', nativeVlan) }),
    ...(own.length === 0 ? {} : { vlans: vlansVariant(own) }),
  }
  state.profiles.set(bridge, { ...settings, bridge: given })
  const port = ports[0]?.uuid ?? ''
  state.profiles.set(
    profilePath(state, port) ?? '',
    withPortVlans(profileOf(state, port), ranges(vlans)),
  )
  return state
}

function change(state: NmState, asked: Partial<AskedChange>) {
  const usual = { bridge: 'br0', options: null, addresses: null, add: [], remove: [] }
  return planChangeBridge(state, { ...usual, ...asked }, uuids)
}

const now = (state: NmState): BridgeOptions => {
  const found = hostInterfaces(state).find(({ name }) => name === 'br0')?.bridge
  return found?.options ?? defaultBridgeOptions
}
const keysOf = (plan: { view: { warnings: { key: string }[] } }) =>
  plan.view.warnings.map(({ key }) => key)

it.each(['', '10', '10, 20-30', '5 pvid untagged, 7 untagged'])('“%s” comes back', (text) => {
  expect(rangesText(readVlans({ bridge: { vlans: vlansVariant(ranges(text)) } }, 'bridge'))).toBe(
    text,
  )
})

it('passes over what NetworkManager never sends', () => {
  const vlans = new Variant('aa{sv}', [
    { 'vid-start': new Variant('q', 0), 'vid-end': new Variant('q', 9) },
    { 'vid-start': new Variant('q', 9) },
    { 'vid-start': new Variant('q', 10), 'vid-end': new Variant('q', 10) },
  ])
  expect(readVlans({ bridge: { vlans } }, 'bridge')).toEqual(ranges('10'))
  expect(readVlans({ bridge: { vlans: new Variant('s', 'all') } }, 'bridge')).toEqual([])
})

describe('a new bridge that filters', () => {
  it('gives its NIC the VLANs besides the native one', () => {
    const { bridgeProfile, ports, view } = create(on('eth0', '1, 10, 20-30'))
    expect(readOptions(bridgeProfile)).toMatchObject({ vlanFiltering: true, nativeVlan: null })
    expect(rangesText(readVlans(ports[0]?.profile ?? {}, 'bridge-port'))).toBe('10, 20-30')
    expect(view.commands[1]).toContain("bridge-port.vlans '10, 20-30'")
    expect(view.commands[0]).toContain('bridge.vlan-filtering yes')
    expect(keysOf({ view })).not.toContain('warning.port-native-alone')
  })

  it('says its native VLAN and the host’s own, as nmcli would', () => {
    const options = filtering({ nativeVlan: 5, vlans: ranges('10, 20 untagged') })
    const { bridgeProfile, view } = create(on('eth0', '5, 10'), options)
    expect(readOptions(bridgeProfile)).toMatchObject({ nativeVlan: 5, vlans: options.vlans })
    expect(view.commands[0]).toContain('bridge.vlan-default-pvid 5')
    expect(view.commands[0]).toContain("bridge.vlans '10, 20 untagged'")
  })

  it('says that tagged frames do not pass where none are allowed', () => {
    expect(create([]).view.warnings).toContainEqual({
      key: 'warning.port-native-alone',
      params: { bridge: 'br0', ports: 'eth0', native: 1 },
    })
  })

  it('says what having no native VLAN cuts', () => {
    expect(keysOf(create([], filtering({ nativeVlan: 0 })))).toContain('warning.native-none')
  })

  it('says nothing of VLANs where it does not filter', () => {
    expect(keysOf(create([], defaultBridgeOptions)).join()).not.toMatch(/native/)
  })

  it.each<[what: string, asked: () => unknown]>([
    ['VLANs twice', () => create(on('eth0', '10, 10'))],
    ['two native ones', () => create(on('eth0', '10 pvid, 11 pvid'))],
    ['the host’s own twice', () => create([], filtering({ vlans: ranges('7, 5-9') }))],
  ])('is refused with %s', async (_, asked) => {
    expect((await failureOf(asked)).code).toBe('bridge-settings-invalid')
  })
})

describe('a bridge that is there', () => {
  it('gets other VLANs on its port, and nothing else is touched', () => {
    const state = bridged({}, '10')
    const { profile, reapplies, revised, view } = change(state, { portVlans: on('eth0', '10, 20') })
    expect({ profile, reapplies }).toEqual({ profile: null, reapplies: false })
    const [port] = revised
    expect(rangesText(readVlans(port?.before ?? {}, 'bridge-port'))).toBe('10')
    expect(rangesText(readVlans(port?.profile ?? {}, 'bridge-port'))).toBe('10, 20')
    expect({ ...port?.profile, 'bridge-port': null }).toEqual({
      ...port?.before,
      'bridge-port': null,
    })
    expect(view.steps.map(({ id }) => id)).toContain('vlans eth0')
    expect(view.commands).toEqual([
      `nmcli connection modify uuid ${port?.uuid} bridge-port.vlans '10, 20'`,
      `nmcli connection up uuid ${port?.uuid} ifname eth0`,
    ])
  })

  it('keeps what else its port’s profile says of the bridge', () => {
    const state = bridged({}, '10')
    const { ports } = planRemoveBridge(state, 'br0')
    const profile = profileOf(state, ports[0]?.uuid ?? '')
    profile['bridge-port'] = { ...profile['bridge-port'], 'path-cost': new Variant('u', 7) }
    const [port] = change(state, { portVlans: on('eth0', '') }).revised
    expect(port?.profile['bridge-port']).toEqual({ 'path-cost': new Variant('u', 7) })
  })

  it('takes them all away again', () => {
    const { revised, view } = change(bridged({}, '10'), { portVlans: on('eth0', '') })
    expect(readVlans(revised[0]?.profile ?? {}, 'bridge-port')).toEqual([])
    expect(view.commands[0]).toMatch(/bridge-port\.vlans ''$/)
    expect(keysOf({ view })).toContain('warning.port-native-alone')
  })

  it('gives a port what its profile had all along, once it filters', () => {
    const state = bridged(null, '10')
    const { revised, view } = change(state, { options: { ...now(state), vlanFiltering: true } })
    expect(revised.map(({ nic }) => nic)).toEqual(['eth0'])
    expect(revised[0]?.profile).toEqual(revised[0]?.before)
    expect(view.commands.at(-1)).toMatch(/^nmcli connection up uuid \S+ ifname eth0$/)
  })

  it('is not changed by what it has already', async () => {
    const asked = () => change(bridged({}, '10'), { portVlans: on('eth0', '1, 10') })
    expect((await failureOf(asked)).code).toBe('nothing-to-change')
  })

  it('keeps keys that we have no field for', () => {
    const state = bridged({})
    const { bridgeUuid } = planRemoveBridge(state, 'br0')
    const settings = profileOf(state, bridgeUuid)
    settings.bridge = { ...settings.bridge, 'vlan-stats-enabled': new Variant('b', true) }
    const { profile } = change(state, { options: { ...now(state), nativeVlan: 9 } })
    expect(profile?.bridge).toMatchObject({
      'vlan-stats-enabled': new Variant('b', true),
      'vlan-default-pvid': new Variant('u', 9),
    })
  })

  it('refuses VLANs for what is no port of it by a profile', async () => {
    const asked = () => change(bridged({}), { portVlans: on('eth7', '10') })
    expect(await failureOf(asked)).toMatchObject({
      ...{ code: 'port-unmanaged', params: { bridge: 'br0', nic: 'eth7' } },
    })
  })

  it('says which interfaces of the host’s on it would hear nothing more', () => {
    const state = bridged(null)
    state.objects.set('/devices/br0.10', {
      [IFACE.device]: { Interface: 'br0.10', DeviceType: DeviceType.vlan },
      [IFACE.vlan]: { Parent: devicePath(state, 'br0'), VlanId: 10 },
    })
    const turnedOn = (vlans: string) =>
      change(state, { options: { ...now(state), vlanFiltering: true, vlans: ranges(vlans) } })
    expect(turnedOn('').view.warnings).toContainEqual({
      key: 'warning.host-vlans-cut',
      params: { bridge: 'br0', interfaces: 'br0.10', vlans: '10' },
    })
    expect(keysOf(turnedOn('10'))).not.toContain('warning.host-vlans-cut')
  })
})

it('shows a port’s VLANs, and no other’s', () => {
  const found = hostInterfaces(bridged({}, '10, 20-30'))
  const of = (name: string) => found.find((item) => item.name === name)?.portVlans
  expect(of('eth0')).toEqual(ranges('10, 20-30'))
  expect(of('br0')).toBeUndefined()
})
