/** What making bridges of a NIC’s VLANs will do, and what it refuses. */
import { describe, expect, it } from 'vitest'
import { withoutLeaving } from '../../../electron/networkmanager/apply/trunk.ts'
import { planCreateTrunk } from '../../../electron/networkmanager/trunk/create.ts'
import { ownPorts } from '../../../electron/networkmanager/interfaces/own-ports.ts'
import { planRemoveTrunk } from '../../../electron/networkmanager/trunk/remove.ts'
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

describe('taken away in one', () => {
  const remove = (state: NmState, vlans?: number[]) =>
    planRemoveTrunk(state, { nic: 'eth0', ...(vlans && { vlans }) })
  const idsOf = ({ vlans }: { vlans: { id: number }[] }) => vlans.map(({ id }) => id)

  it('all of the NIC’s go, each with its VLAN, and the NIC keeps its connection', () => {
    const { standing, vlans, view } = remove(carriedOut(recorded()))
    expect(standing).toBe('eth0')
    expect(vlans).toMatchObject([
      { id: 10, vlan: 'eth0.10', vlanUuid: 'uuid of eth0.10', bridge: 'br10', isAsMade: true },
      { id: 20, vlan: 'eth0.20', bridgeUuid: 'uuid of br20', isUp: false, others: [] },
    ])
    expect(view.steps.map(({ id }) => id)).toEqual([
      ...['checkpoint', 'vlan 10', 'vlan 20', 'verify', 'store'],
    ])
    expect(view.interruption).toBeNull()
    expect(view.keepOrRevert).toBe(true)
    expect(view.lost).toEqual([])
  })

  it('by commands that are those of one removal after the other', () => {
    const state = carriedOut(recorded())
    const one = (bridge: string) => planRemoveBridge(state, bridge).view.commands
    expect(remove(state).view.commands).toEqual([...one('br10'), ...one('br20')])
    expect(remove(state).view.commands).toContainEqual(expect.stringMatching(/uuid of br20/))
  })

  it('only those of the VLANs that are asked for', () => {
    expect(idsOf(remove(carriedOut(recorded()), [20]))).toEqual([20])
  })

  it('also while the NIC is the port of a bridge: there the connection is', () => {
    const state = recorded('workstation-bridged')
    expect(remove(carriedOut(state))).toMatchObject({ standing: 'br0' })
  })

  it('not what was made otherwise: another’s bridge, or one for the NIC itself', () => {
    const state = carriedOut(recorded('workstation-bridged'))
    profileOf(state, 'uuid of br10').user = { data: new Variant('a{ss}', {}) }
    expect(idsOf(remove(state))).toEqual([20])
  })

  it('not a VLAN that was there before, which has a profile to go back to', () => {
    const state = carriedOut(recorded())
    const mark = { 'puente.nic': 'eth0.10', 'puente.original-profile': 'its own' }
    profileOf(state, 'uuid of eth0.10').user = { data: new Variant('a{ss}', mark) }
    expect(idsOf(remove(state))).toEqual([20])
  })

  it('with a port that was put in since, which gets what it had', () => {
    const state = carriedOut(recorded())
    state.profiles.set('/more', {
      connection: {
        ...{ uuid: new Variant('s', 'more'), 'interface-name': new Variant('s', 'eth1') },
        master: new Variant('s', 'uuid of br10'),
      },
      user: { data: new Variant('a{ss}', { 'puente.nic': 'eth1' }) },
    })
    const [first] = remove(state).vlans
    expect(first).toMatchObject({
      others: [{ nic: 'eth1', uuid: 'more', original: null }],
      isAsMade: false,
    })
  })

  it.each<[what: string, section: string, key: string, value: Variant]>([
    ['an address', 'ipv4', 'method', new Variant('s', 'auto')],
    ['an option', 'bridge', 'stp', new Variant('b', true)],
  ])('knows that %s was given since', (_, section, key, value) => {
    const state = carriedOut(recorded())
    const profile = profileOf(state, 'uuid of br20')
    profile[section] = { ...profile[section], [key]: value }
    expect(remove(state).vlans.map(({ isAsMade }) => isAsMade)).toEqual([true, false])
  })

  it('refused where there is none, and where the NIC is gone', async () => {
    expect(await failureOf(() => remove(recorded()))).toMatchObject({ code: 'trunk-missing' })
    expect(await failureOf(() => remove(carriedOut(recorded()), [30]))).toMatchObject({
      code: 'trunk-missing',
    })
    const state = carriedOut(recorded())
    deviceOf(state, 'eth0').Interface = 'enp9s0'
    expect(await failureOf(() => remove(state))).toMatchObject({ code: 'interface-gone' })
  })
})

it('what stays on the NIC is to be as it was, and what leaves it is not looked for', () => {
  const others = ['eth0.10', 'eth0.30'].map((device) => ({ device, addresses: [] }))
  const before = { others } as unknown as Parameters<typeof withoutLeaving>[0]
  expect(withoutLeaving(before, [{ vlan: 'eth0.10' }]).others).toEqual([
    { device: 'eth0.30', addresses: [] },
  ])
})
