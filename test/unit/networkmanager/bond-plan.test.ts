/** What making a bond of NICs, and taking it apart, will do, and what is refused. */
import { describe, expect, it } from 'vitest'
import { planCreateBond } from '../../../electron/networkmanager/bond/create.ts'
import type { AskedBond } from '../../../electron/networkmanager/bond/create.ts'
import { planRemoveBond } from '../../../electron/networkmanager/bond/remove.ts'
import { DeviceType, IFACE } from '../../../electron/networkmanager/client/constants.ts'
import { devicePath } from '../../../electron/networkmanager/client/objects.ts'
import type { NmState } from '../../../electron/networkmanager/client/objects.ts'
import { setting } from '../../../electron/networkmanager/client/settings.ts'
import { Variant } from '../../../electron/dbus/bus.ts'
import { bondModes, bondProblems, hasPrimary } from '../../../shared/rules/bonds/options.ts'
import { failureOf } from '../../support/failure.ts'
import { OFFICE_LAN, deviceOf, recorded } from '../../support/nm-state.ts'

const ASKED: AskedBond = {
  name: 'bond0',
  nics: ['eth0', 'eth1'],
  options: { mode: 'active-backup', primary: 'eth0', monitoring: 100 },
}

const plan = (state: NmState, asked: Partial<AskedBond> = {}) =>
  planCreateBond(state, { ...ASKED, ...asked }, (name) => `uuid of ${name}`)

/** As NetworkManager has it once the plan has been carried out and everything is down. */
function carriedOut(): NmState {
  const state = recorded()
  const { bridgeProfile, ports } = plan(state)
  state.profiles.set('/bond', bridgeProfile)
  for (const { facts, profile } of ports) state.profiles.set(`/${facts.name}`, profile)
  return state
}

describe('a bond', () => {
  it('has the first NIC’s connection, and both under it', () => {
    const { bridgeProfile, ports, view } = plan(recorded())
    expect(setting(bridgeProfile, 'connection', 'type')).toBe('bond')
    expect(bridgeProfile.bridge).toBeUndefined()
    expect(setting(bridgeProfile, 'bond', 'options')).toEqual({
      ...{ mode: 'active-backup', miimon: '100', primary: 'eth0' },
    })
    expect(setting(bridgeProfile, '802-3-ethernet', 'assigned-mac-address')).toBe(
      '02:4C:41:42:00:10',
    )
    expect(setting(bridgeProfile, 'ipv4', 'method')).toBe('auto')
    expect(ports.map(({ profile }) => setting(profile, 'connection', 'slave-type'))).toEqual([
      ...['bond', 'bond'],
    ])
    expect(ports.map(({ original }) => original)).toEqual([OFFICE_LAN, null])
    expect(view.title.key).toBe('plan.create-bond')
    expect(view.steps.at(-1)?.text.key).toBe('step.store-bond')
    expect(view.warnings.map(({ key }) => key)).not.toContain('warning.loop')
  })

  it('is the same by nmcli', () => {
    expect(plan(recorded()).view.commands.slice(0, 3)).toEqual([
      expect.stringMatching(
        /^nmcli connection add type bond con-name bond0 ifname bond0 .*bond\.options mode=active-backup,miimon=100,primary=eth0/,
      ),
      expect.stringMatching(/^nmcli connection add type ethernet con-name 'bond0 port eth0' /),
      expect.stringMatching(/^nmcli connection add type ethernet con-name 'bond0 port eth1' /),
    ])
  })

  it('is taken apart: each NIC gets what it had', () => {
    const removal = planRemoveBond(carriedOut(), 'bond0')
    expect(removal).toMatchObject({ kind: 'remove-bond', isUp: false, nic: 'eth0' })
    expect(removal.ports).toMatchObject([
      { nic: 'eth0', original: OFFICE_LAN },
      { nic: 'eth1', original: null },
    ])
    expect(removal.view.title.key).toBe('plan.remove-bond')
  })

  it.each(bondModes)('in mode %s says what the switch needs', (mode) => {
    const primary = hasPrimary(mode) ? 'eth0' : null
    const { warnings } = plan(recorded(), { options: { mode, primary, monitoring: 1 } }).view
    const found = warnings.map(({ key }) => key).filter((key) => key.startsWith('warning.bond-'))
    expect(found).toEqual(
      mode === '802.3ad' ? ['warning.bond-lacp'] : hasPrimary(mode) ? [] : ['warning.bond-static'],
    )
  })
})

describe('refused, and nothing is changed', () => {
  it.each<[what: string, asked: Partial<AskedBond>, field: string, key: string]>([
    ['a name that is taken', { name: 'eth1' }, 'name', 'interface-taken'],
    ['no name', { name: '' }, 'name', 'interface-name'],
    ['no NIC', { nics: [] }, 'nics', 'device-needed'],
    ['a NIC twice', { nics: ['eth0', 'eth0'] }, 'nics', 'port-twice'],
    [
      'another’s primary',
      { options: { ...ASKED.options, primary: 'eth2' } },
      ...(['primary', 'bond-primary'] as const),
    ],
    [
      'a primary where all carry',
      { options: { ...ASKED.options, mode: '802.3ad' } },
      ...(['primary', 'bond-no-primary'] as const),
    ],
    [
      'links that nobody looks at',
      { options: { ...ASKED.options, monitoring: 0 } },
      ...(['monitoring', 'between'] as const),
    ],
  ])('%s', (_, asked, field, key) => {
    const [found] = bondProblems({ ...ASKED, ...asked }, ['eth0', 'eth1'])
    expect([found?.field, found?.text.key]).toEqual([field, `problem.${key}`])
  })

  it('a NIC that VLANs come over', async () => {
    const state = recorded()
    const parent = devicePath(state, 'eth0')
    const vlan = { ...deviceOf(state, 'eth1'), DeviceType: DeviceType.vlan, Interface: 'eth0.10' }
    state.objects.set('/vlan', {
      [IFACE.device]: vlan,
      [IFACE.vlan]: { Parent: parent, VlanId: 10 },
    })
    expect(await failureOf(() => plan(state))).toMatchObject({
      ...{ code: 'interface-no-bond', cause: 'refusal.bond-vlans' },
    })
  })

  it('to take apart what is not there, or somebody else’s', async () => {
    expect(await failureOf(() => planRemoveBond(recorded(), 'bond0'))).toMatchObject({
      code: 'interface-gone',
    })
    const state = carriedOut()
    const settings = state.profiles.get('/bond')
    if (settings) settings.user = { data: new Variant('a{ss}', {}) }
    expect(await failureOf(() => planRemoveBond(state, 'bond0'))).toMatchObject({
      code: 'interface-gone',
    })
  })
})
