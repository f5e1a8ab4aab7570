/** What changing a bond will do: its options, a NIC in, a NIC out; and what is refused. */
import { describe, expect, it } from 'vitest'
import { planChangeBond } from '../../../electron/networkmanager/bond/change.ts'
import type { AskedBondChange } from '../../../electron/networkmanager/bond/change.ts'
import { ActivationFlag, IFACE } from '../../../electron/networkmanager/client/constants.ts'
import type { NmState } from '../../../electron/networkmanager/client/objects.ts'
import { setting } from '../../../electron/networkmanager/client/settings.ts'
import type { Settings } from '../../../electron/networkmanager/client/settings.ts'
import {
  readBondOptions,
  withBondOptions,
} from '../../../electron/networkmanager/interfaces/bond-options.ts'
import { interfaceNamed } from '../../../electron/networkmanager/interfaces/interfaces.ts'
import { Variant } from '../../../electron/dbus/bus.ts'
import type { BondOptions } from '../../../shared/schemas/bond-intents.ts'
import { bonded, withSpareNic, withVlan } from '../../support/bonded-state.ts'
import { failureOf } from '../../support/failure.ts'
import { OFFICE_LAN, deviceOf, profileOf } from '../../support/nm-state.ts'

const OPTIONS: BondOptions = { mode: 'active-backup', primary: 'eth0', monitoring: 100 }
const NOTHING: AskedBondChange = { bond: 'bond0', options: null, add: [], remove: [] }

const plan = (asked: Partial<AskedBondChange>, state: NmState = bonded(OPTIONS)) =>
  planChangeBond(state, { ...NOTHING, ...asked }, (name) => `new uuid of ${name}`)
const words = (profile: Settings | null) => profile && setting(profile, 'bond', 'options')
const keysOf = (messages: { key: string }[]) => messages.map(({ key }) => key)

describe('of a bond that is there', () => {
  it('what it is asked for anew, and whose its ports are, is known', () => {
    expect(interfaceNamed(bonded(OPTIONS), 'bond0')?.bond).toEqual({
      ...{ options: OPTIONS, ownPorts: ['eth0', 'eth1'] },
    })
  })

  it('the links are looked at more often, while it stays up', () => {
    const { profile, comesUpAnew, view } = plan({ options: { ...OPTIONS, monitoring: 50 } })
    expect(words(profile)).toEqual({ mode: 'active-backup', miimon: '50', primary: 'eth0' })
    expect(comesUpAnew).toBe(false)
    expect(view.interruption).toBeNull()
    expect(view.steps.map(({ id }) => id)).toEqual(['checkpoint', 'reapply', 'verify', 'store'])
    expect(view.commands).toEqual([
      `nmcli connection modify uuid 'uuid of bond' bond.options mode=active-backup,miimon=50,primary=eth0`,
      'nmcli device reapply bond0',
    ])
  })

  it('another NIC is the primary, or none', () => {
    const of = (primary: string | null) => words(plan({ options: { ...OPTIONS, primary } }).profile)
    expect(of('eth1')).toMatchObject({ primary: 'eth1' })
    expect(of(null)).toEqual({ mode: 'active-backup', miimon: '100' })
  })

  it('a primary is given up by way of a name that none of its ports can have', () => {
    const { through, view } = plan({ options: { ...OPTIONS, primary: null } })
    expect(words(through)).toEqual({ mode: 'active-backup', miimon: '100', primary: 'bond0' })
    expect(view.commands).toEqual([
      `nmcli connection modify uuid 'uuid of bond' bond.options mode=active-backup,miimon=100,primary=bond0`,
      'nmcli device reapply bond0',
      `nmcli connection modify uuid 'uuid of bond' bond.options mode=active-backup,miimon=100`,
      'nmcli device reapply bond0',
    ])
    expect(plan({ options: { ...OPTIONS, primary: 'eth1' } }).through).toBeNull()
  })

  it('in another mode comes up anew, with its ports, which is said', () => {
    const options: BondOptions = { mode: '802.3ad', primary: null, monitoring: 100 }
    const { profile, comesUpAnew, view } = plan({ options })
    expect(words(profile)).toEqual({ mode: '802.3ad', miimon: '100' })
    expect(comesUpAnew).toBe(true)
    expect(view.interruption).toMatchObject({ what: { key: 'interruption.bridge' } })
    expect(keysOf(view.warnings)).toEqual(['warning.bond-lacp'])
    expect(view.warnings[0]?.params).toEqual({ nics: 'eth0, eth1' })
    expect(view.commands.slice(3)).toEqual([
      `nmcli connection up uuid 'uuid of bond'`,
      `nmcli connection up uuid 'uuid of eth0'`,
      `nmcli connection up uuid 'uuid of eth1'`,
    ])
  })

  it('that leaves its group at the switch, the group is named', () => {
    const grouped = bonded({ mode: 'balance-rr', primary: null, monitoring: 100 })
    expect(plan({ options: OPTIONS }, grouped).view.warnings).toEqual([
      { key: 'warning.bond-no-group', params: { nics: 'eth0, eth1' } },
    ])
    expect(plan({ remove: ['eth1'] }, grouped).view.warnings).toEqual([
      { key: 'warning.bond-no-group', params: { nics: 'eth1' } },
    ])
  })

  it('a NIC goes in; its own profile is left as it is, and named in ours', () => {
    const state = withSpareNic(bonded(OPTIONS), 'eth2')
    const { added, profile, view } = plan({ add: ['eth2'] }, state)
    expect(profile).toBeNull()
    expect(added).toMatchObject([{ uuid: 'new uuid of eth2', original: null }])
    const [port] = added
    expect(port && setting(port.profile, 'connection', 'master')).toBe('uuid of bond')
    expect(port && setting(port.profile, 'connection', 'slave-type')).toBe('bond')
    expect(view.steps.map(({ id }) => id)).toContain('add eth2')
    expect(keysOf(view.warnings)).toEqual(['warning.new-profiles-lost'])
    expect(view.commands[0]).toMatch(
      /^nmcli connection add type ethernet con-name 'bond0 port eth2' ifname eth2 /,
    )
  })

  it('a NIC with a connection goes into it, and keeps that for later', () => {
    const state = bonded({ ...OPTIONS, primary: null }, ['eth1'])
    const before = structuredClone(profileOf(state, OFFICE_LAN))
    const { added, view } = plan({ add: ['eth0'], options: { ...OPTIONS, primary: 'eth1' } }, state)
    expect(added.map(({ original }) => original)).toEqual([OFFICE_LAN])
    expect(keysOf(view.lost ?? [])).toContain('lost.addresses')
    expect(structuredClone(profileOf(state, OFFICE_LAN))).toEqual(before)
  })

  it('a NIC goes out, and gets what it had', () => {
    const { removed, staying, view } = plan({ remove: ['eth1'] })
    expect(removed).toEqual([{ nic: 'eth1', uuid: 'uuid of eth1', original: null }])
    expect(staying.map(({ nic }) => nic)).toEqual(['eth0'])
    expect(view.commands).toEqual([
      'nmcli device disconnect eth1',
      `nmcli connection delete uuid 'uuid of eth1'`,
    ])
  })

  it('a NIC that is gone leaves its profile alone behind', () => {
    const state = bonded(OPTIONS)
    deviceOf(state, 'eth1').Interface = 'enp9s0'
    const { removed, view } = plan({ remove: ['eth1'] }, state)
    expect(removed).toMatchObject([{ nic: 'eth1', original: null }])
    expect(view.commands).toEqual([`nmcli connection delete uuid 'uuid of eth1'`])
  })
})

/** As another program has made it: no profile has a mark of ours, and ports name it by its name. */
function foreign(options: BondOptions = OPTIONS): NmState {
  const state = withSpareNic(bonded(options), 'eth2')
  for (const name of ['bond', 'eth0', 'eth1']) {
    const settings = profileOf(state, `uuid of ${name}`)
    settings.user = { data: new Variant('a{ss}', {}) }
    if (name !== 'bond')
      Object.assign(settings.connection ?? {}, { master: new Variant('s', 'bond0') })
  }
  return state
}

describe('of one that others have made', () => {
  it('is known what it is asked for anew, and that none of its ports is ours', () => {
    expect(interfaceNamed(foreign(), 'bond0')).toMatchObject({
      ...{ madeByPuente: null, bond: { options: OPTIONS, ownPorts: [] } },
    })
  })

  it('whose profile it is, is said before that is changed', () => {
    const { profile, view } = plan({ options: { ...OPTIONS, monitoring: 50 } }, foreign())
    expect(words(profile)).toMatchObject({ miimon: '50' })
    expect(view.warnings[0]).toMatchObject({ key: 'warning.bond-foreign' })
    expect(plan({ options: { ...OPTIONS, monitoring: 50 } }).view.warnings).toEqual([])
  })

  it('another mode takes the ports along that others have put into it', () => {
    const options: BondOptions = { mode: 'balance-tlb', primary: null, monitoring: 100 }
    const { staying, view } = plan({ options }, foreign())
    expect(staying.map(({ nic }) => nic)).toEqual(['eth0', 'eth1'])
    expect(view.commands.slice(-2)).toEqual([
      `nmcli connection up uuid 'uuid of eth0'`,
      `nmcli connection up uuid 'uuid of eth1'`,
    ])
  })

  it('a NIC goes into it, and is one that can come out again', () => {
    const state = foreign()
    const { added, view } = plan({ add: ['eth2'] }, state)
    expect(added).toHaveLength(1)
    expect(keysOf(view.warnings)).toContain('warning.bond-foreign')
    const [port] = added
    if (port) state.profiles.set('/eth2', port.profile)
    expect(interfaceNamed(state, 'bond0')?.bond?.ownPorts).toEqual(['eth2'])
    expect(plan({ remove: ['eth2'] }, state).removed).toHaveLength(1)
  })
})

describe('what others have written into its profile', () => {
  const profile = (options: Record<string, string>): Settings => ({
    bond: { options: new Variant('a{ss}', options) },
  })

  it('stays', () => {
    const given = profile({ mode: '1', miimon: '100', updelay: '200' })
    expect(readBondOptions(given)).toEqual({ ...OPTIONS, primary: null })
    expect(words(withBondOptions(given, { ...OPTIONS, monitoring: 50 }))).toEqual({
      ...{ mode: '1', miimon: '50', updelay: '200', primary: 'eth0' },
    })
  })

  it('looks at the links by ARP until it is asked to look otherwise', () => {
    const given = profile({
      mode: 'active-backup',
      arp_interval: '200',
      arp_ip_target: '192.0.2.1',
    })
    expect(words(withBondOptions(given, { ...OPTIONS, primary: null }))).toEqual(words(given))
    expect(words(withBondOptions(given, { ...OPTIONS, monitoring: 50 }))).toEqual({
      ...{ mode: 'active-backup', miimon: '50', primary: 'eth0' },
    })
  })

  it('is the kernel’s own mode where it does not say', () => {
    expect(readBondOptions({}).mode).toBe('balance-rr')
  })
})

describe('refused, and nothing is changed', () => {
  it.each<[what: string, asked: Partial<AskedBondChange>, error: object]>([
    ['nothing at all', {}, { code: 'nothing-to-change' }],
    ['what is so already', { options: OPTIONS }, { code: 'nothing-to-change' }],
    ['what is not there', { bond: 'bond7' }, { code: 'interface-gone' }],
    ['what is no bond', { bond: 'eth0' }, { code: 'interface-gone' }],
    ['the NIC whose connection it has', { remove: ['eth0'] }, { code: 'bond-main-port' }],
    ['a NIC that is none of its', { remove: ['eth7'] }, { code: 'port-not-ours' }],
    ['a NIC that is in it', { add: ['eth1'] }, { cause: 'refusal.already-port' }],
    ['a NIC twice', { add: ['eth2', 'eth2'] }, { cause: 'problem.port-twice' }],
    [
      'another’s primary',
      { options: { ...OPTIONS, primary: 'eth2' } },
      { code: 'bond-invalid', cause: 'problem.bond-primary' },
    ],
    [
      'links that nobody looks at',
      { options: { ...OPTIONS, monitoring: 0 } },
      { cause: 'problem.between' },
    ],
  ])('%s', async (_, asked, error) => {
    const state = withSpareNic(bonded(OPTIONS), 'eth2')
    expect(await failureOf(() => plan(asked, state))).toMatchObject(error)
  })

  it('its primary out of it, with the options as they are', async () => {
    const state = bonded({ ...OPTIONS, primary: 'eth1' })
    expect(await failureOf(() => plan({ remove: ['eth1'] }, state))).toMatchObject({
      ...{ code: 'bond-invalid', cause: 'problem.bond-primary' },
    })
    expect(plan({ remove: ['eth1'], options: OPTIONS }, state).removed).toHaveLength(1)
  })

  it('a NIC that others have put into it', async () => {
    expect(await failureOf(() => plan({ remove: ['eth1'] }, foreign()))).toMatchObject({
      code: 'port-not-ours',
    })
  })

  it('one of which there is no profile', async () => {
    const state = foreign()
    const active = state.objects.get('/active/bond0')?.[IFACE.active]
    Object.assign(active ?? {}, { StateFlags: ActivationFlag.external })
    expect(interfaceNamed(state, 'bond0')?.bond).toBeUndefined()
    expect(await failureOf(() => plan({ add: ['eth2'] }, state))).toMatchObject({
      code: 'bond-not-ours',
    })
  })

  it('while it is a bridge’s port', async () => {
    const state = bonded(OPTIONS)
    state.objects.set('/devices/br0', {
      [IFACE.device]: { ...deviceOf(state, 'bond0'), Interface: 'br0', DeviceType: 13 },
    })
    const active = state.objects.get('/active/bond0')?.[IFACE.active]
    Object.assign(active ?? {}, { Master: '/devices/br0' })
    expect(await failureOf(() => plan({ remove: ['eth1'] }, state))).toMatchObject({
      ...{ code: 'bond-in-use', params: { by: 'br0' } },
    })
  })

  it('another mode while VLANs come over it, and nothing else', async () => {
    const options: BondOptions = { mode: 'balance-rr', primary: null, monitoring: 100 }
    const state = withVlan(bonded(OPTIONS))
    expect(await failureOf(() => plan({ options }, state))).toMatchObject({
      ...{ code: 'bond-in-use', params: { by: 'bond0.10' } },
    })
    expect(plan({ remove: ['eth1'] }, state).removed).toHaveLength(1)
  })
})
