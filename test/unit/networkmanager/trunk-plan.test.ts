/** What making bridges of a NIC’s VLANs will do, and what it refuses. */
import { describe, expect, it } from 'vitest'
import { planCreateTrunk } from '../../../electron/networkmanager/trunk/create.ts'
import { ownPorts } from '../../../electron/networkmanager/interfaces/own-ports.ts'
import { planRemoveBridge } from '../../../electron/networkmanager/bridge/remove.ts'
import { setting } from '../../../electron/networkmanager/client/settings.ts'
import type { NmState } from '../../../electron/networkmanager/client/objects.ts'
import { Variant } from '../../../electron/dbus/bus.ts'
import { failureOf } from '../../support/failure.ts'
import { OFFICE_LAN, deviceOf, profileOf, recorded } from '../../support/nm-state.ts'

const VLANS = [
  { id: 10, bridge: 'br10', network: 'vlan10' },
  { id: 20, bridge: 'br20', network: null },
]

const plan = (state: NmState, nic = 'eth0', vlans = VLANS) =>
  planCreateTrunk(state, { nic, vlans }, (name) => `uuid of ${name}`)

/** As NetworkManager has it once the plan has been carried out and everything is down. */
function carriedOut(state: NmState): NmState {
  for (const { bridge, vlan, bridgeProfile, vlanProfile } of plan(state).vlans) {
    state.profiles.set(`/${bridge}`, bridgeProfile)
    state.profiles.set(`/${vlan}`, vlanProfile)
  }
  return state
}

describe('bridges for VLANs', () => {
  it('are planned from what is there: a VLAN of the NIC as the one port of each', () => {
    const { standing, vlans, view } = plan(recorded())
    expect(standing).toBe('eth0')
    expect(vlans.map(({ vlan }) => vlan)).toEqual(['eth0.10', 'eth0.20'])
    expect(vlans.map(({ vlanProfile }) => setting(vlanProfile, 'vlan', 'parent'))).toEqual([
      'eth0',
      'eth0',
    ])
    expect(vlans.map(({ vlanProfile }) => setting(vlanProfile, 'vlan', 'id'))).toEqual([10, 20])
    expect(vlans.map(({ vlanProfile }) => setting(vlanProfile, 'connection', 'master'))).toEqual([
      'uuid of br10',
      'uuid of br20',
    ])
    expect(view.steps.map(({ id }) => id)).toEqual([
      ...['checkpoint', 'vlan 10', 'vlan 20', 'verify', 'store'],
    ])
    expect(view.interruption).toBeNull()
    expect(view.keepOrRevert).toBe(true)
  })

  it('have no address of the host', () => {
    const profiles = plan(recorded()).vlans.map(({ bridgeProfile }) => bridgeProfile)
    for (const profile of profiles) {
      expect(setting(profile, 'ipv4', 'method')).toBe('disabled')
      expect(setting(profile, 'ipv6', 'method')).toBe('disabled')
    }
  })

  it('are the same by nmcli', () => {
    expect(plan(recorded(), 'eth0', VLANS.slice(0, 1)).view.commands).toEqual([
      expect.stringMatching(
        /^nmcli connection add type bridge con-name br10 ifname br10 .*connection\.autoconnect no/,
      ),
      expect.stringMatching(
        /^nmcli connection add type vlan con-name 'br10 port eth0\.10' ifname eth0\.10 .*vlan\.parent eth0 vlan\.id 10 vlan\.flags 1/,
      ),
      "nmcli connection up uuid 'uuid of eth0.10'",
      expect.stringMatching(/^nmcli connection modify uuid 'uuid of br10' /),
      expect.stringMatching(/^nmcli connection modify uuid 'uuid of eth0\.10' /),
    ])
  })

  it('hold the host’s connection where it is: on the bridge that the NIC is a port of', () => {
    expect(plan(recorded('workstation-bridged')).standing).toBe('br0')
  })

  it('are ours: each can be removed, with its VLAN', () => {
    const state = carriedOut(recorded())
    expect(ownPorts(state, 'uuid of br10')).toEqual([
      { nic: 'eth0.10', uuid: 'uuid of eth0.10', original: null },
    ])
    const removal = planRemoveBridge(state, 'br10')
    expect(removal.ports).toMatchObject([{ nic: 'eth0.10', original: null }])
    expect(removal.back).toMatchObject({ made: null, why: 'no-nic' })
  })
})

describe('refused, and nothing is changed', () => {
  it.each<[what: string, spoil: (state: NmState) => void, nic: string, field: string, why: string]>(
    [
      [
        'a VLAN that a profile of somebody else makes',
        (state) => {
          profileOf(state, OFFICE_LAN).vlan = {
            parent: new Variant('s', 'eth0'),
            id: new Variant('u', 20),
          }
        },
        ...(['eth0', 'vlans.1.id', 'problem.vlan-there'] as const),
      ],
      [
        'a bridge’s name that a profile has',
        (state) => {
          const { connection } = profileOf(state, OFFICE_LAN)
          if (connection) connection['interface-name'] = new Variant('s', 'br20')
        },
        ...(['eth1', 'vlans.1.bridge', 'problem.interface-taken'] as const),
      ],
    ],
  )('%s', async (_, spoil, nic, field, why) => {
    const state = recorded()
    spoil(state)
    expect(await failureOf(() => plan(state, nic))).toMatchObject({
      ...{ code: 'trunk-invalid', params: { nic, field }, cause: why },
    })
  })

  it('a NIC that is not there, or can carry none', async () => {
    expect(await failureOf(() => plan(recorded(), 'eth9'))).toMatchObject({
      code: 'interface-gone',
    })
    const state = recorded()
    deviceOf(state, 'eth0').InterfaceFlags = 0
    expect(await failureOf(() => plan(state))).toMatchObject({
      ...{ code: 'interface-no-vlans', cause: 'refusal.no-carrier' },
    })
  })
})
