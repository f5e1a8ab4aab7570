/** Profiles as others have made them: for any NIC, or with what our forms would not take. */
import { describe, expect, it } from 'vitest'
import { planChangeBridge } from '../../../electron/networkmanager/bridge/change.ts'
import { planCreateBridge } from '../../../electron/networkmanager/bridge/create.ts'
import { planRemoveBridge } from '../../../electron/networkmanager/bridge/remove.ts'
import type { NmState } from '../../../electron/networkmanager/client/objects.ts'
import { setting } from '../../../electron/networkmanager/client/settings.ts'
import { readOptions } from '../../../electron/networkmanager/interfaces/bridge-options.ts'
import { Variant } from '../../../electron/dbus/bus.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import type { BridgeOptions } from '../../../shared/model/bridge-settings.ts'
import { failureOf } from '../../support/failure.ts'
import { OFFICE_LAN, deviceOf, profileOf, recorded } from '../../support/nm-state.ts'

function create(state: NmState) {
  const asked = { nic: 'eth0', ports: [], options: defaultBridgeOptions, addresses: null }
  return planCreateBridge(state, { bridge: 'br0', ...asked }, (name) => `uuid of ${name}`)
}

describe('a profile that is for any NIC', () => {
  const free = (method = 'auto') => {
    const state = recorded()
    const profile = profileOf(state, OFFICE_LAN)
    delete profile.connection?.['interface-name']
    profile.ipv4 = { ...profile.ipv4, method: new Variant('s', method) }
    return state
  }
  const warnings = (state: NmState) => create(state).view.warnings.map(({ key }) => key)

  it('goes on to the next NIC with a cable, which is said', () => {
    expect(create(free()).view.warnings).toContainEqual({
      key: 'warning.original-for-any',
      params: { nic: 'eth0', profile: 'Office LAN', others: 'eth1' },
    })
  })

  it('goes there as well when that NIC was told to wait: the next start forgets it', () => {
    const state = free()
    deviceOf(state, 'eth1').Autoconnect = false
    expect(warnings(state)).toContain('warning.original-for-any')
  })

  it('is refused where its addresses would be there twice', async () => {
    const state = free('manual')
    const profile = profileOf(state, OFFICE_LAN)
    const data = {
      'address-data': new Variant('aa{sv}', [{ address: new Variant('s', '198.51.100.20') }]),
    }
    profile.ipv4 = { ...profile.ipv4, ...data }
    const failure = await failureOf(() => create(state))
    expect(failure).toMatchObject({ code: 'profile-for-any', params: { others: 'eth1' } })
  })

  it.each<[string, (state: NmState) => unknown]>([
    ['no NIC is idle', (state) => (deviceOf(state, 'eth1').State = 20)],
    ['no NIC has a cable', (state) => (deviceOf(state, 'eth1').InterfaceFlags = 1)],
    [
      'it waits to be asked',
      (state) => {
        const { connection } = profileOf(state, OFFICE_LAN)
        if (connection) connection.autoconnect = new Variant('b', false)
      },
    ],
    [
      'it is bound to a MAC',
      (state) => {
        const profile = profileOf(state, OFFICE_LAN)
        const mac = { 'mac-address': new Variant('ay', []) }
        profile['802-3-ethernet'] = { ...profile['802-3-ethernet'], ...mac }
      },
    ],
  ])('goes nowhere where %s', (_, change) => {
    const state = free()
    change(state)
    expect(warnings(state)).toEqual(['warning.new-profiles-lost'])
  })
})

describe('changing a bridge whose profile NetworkManager has accepted as it is', () => {
  const { bridgeUuid } = planRemoveBridge(recorded('workstation-bridged'), 'br0')
  const change = (state: NmState, part: Partial<BridgeOptions>) => {
    const before = readOptions(profileOf(state, bridgeUuid))
    const asked = { bridge: 'br0', options: { ...before, ...part }, addresses: null }
    return planChangeBridge(state, { ...asked, add: [], remove: [] }, (name) => `uuid of ${name}`)
  }

  it.each([
    ['a MAC that NetworkManager makes up', '802-3-ethernet', 'assigned-mac-address', 's', 'stable'],
    ['no forward delay', 'bridge', 'forward-delay', 'u', 0],
    ['an MTU below the kernel’s', '802-3-ethernet', 'mtu', 'u', 60],
  ])('is not refused for %s', (_, section, key, type, value) => {
    const state = recorded('workstation-bridged')
    const profile = profileOf(state, bridgeUuid)
    profile[section] = { ...profile[section], [key]: new Variant(type, value) }
    const { profile: after } = change(state, { ageingTime: 100 })
    expect(after && setting(after, 'bridge', 'ageing-time')).toBe(100)
    expect(after && setting(after, section, key)).toBe(value)
  })
})
