/** What changing an interface's own connection, and giving its own back, will do, and what is refused. */
import { describe, expect, it } from 'vitest'
import {
  interfaceSettingsOf,
  planChangeInterface,
} from '../../../electron/networkmanager/profile/change.ts'
import { planRestoreInterface } from '../../../electron/networkmanager/profile/restore.ts'
import type { NmState } from '../../../electron/networkmanager/client/objects.ts'
import { readMark, setting } from '../../../electron/networkmanager/client/settings.ts'
import { Variant } from '../../../electron/dbus/bus.ts'
import type { InterfaceSettings } from '../../../shared/contract/contract.ts'
import { failureOf } from '../../support/failure.ts'
import { OFFICE_LAN, activationOf, profileOf, recorded } from '../../support/nm-state.ts'

const OWN = 'uuid of eth0'
const s = (value: string) => new Variant('s', value)

const now = (state: NmState, nic = 'eth0') => interfaceSettingsOf(state, nic)

function plan(state: NmState, part: Partial<InterfaceSettings>, nic = 'eth0', uuid?: string) {
  const settings = { ...now(state, nic), ...part }
  return planChangeInterface(
    state,
    { interface: nic, settings },
    (name) => uuid ?? `uuid of ${name}`,
  )
}

const manual = {
  ...{ method: 'manual' as const, addresses: ['198.51.100.77/24'], gateway: '198.51.100.1' },
}
const off = { method: 'none' as const, addresses: [], gateway: null }

/** As NetworkManager has it once the plan has been kept. */
function kept(part: Partial<InterfaceSettings> = { ipv4: manual }): NmState {
  const state = recorded()
  state.profiles.set('/own', plan(state, part).profile)
  activationOf(state, 'eth0').Uuid = OWN
  return state
}

describe('what a profile says', () => {
  it('is read, family by family', () => {
    expect(now(recorded())).toEqual({
      ipv4: { method: 'auto', addresses: [], gateway: null },
      ipv6: { method: 'auto', addresses: [], gateway: null },
      ...{ dns: [], search: [], routes: [], mtu: null },
    })
  })

  it('is automatic where nothing is active', () => {
    expect(now(recorded(), 'eth1')).toMatchObject({ ipv4: { method: 'auto' }, mtu: null })
  })

  it('is the same again, written and read', () => {
    const asked: InterfaceSettings = {
      ipv4: { ...manual, addresses: ['198.51.100.77/24', '198.51.100.78/32'] },
      ipv6: { method: 'manual', addresses: ['2001:db8:51:64::77/64'], gateway: 'fe80::1' },
      dns: ['198.51.100.1', '2001:db8::1'],
      search: ['office.test', 'b.test'],
      routes: [
        { destination: '10.9.0.0/16', nextHop: '198.51.100.9', metric: 7 },
        { destination: '10.8.0.0/16', nextHop: null, metric: null },
        { destination: '2001:db8:9::/48', nextHop: 'fe80::9', metric: null },
      ],
      mtu: 1400,
    }
    expect(now(kept(asked))).toEqual(asked)
  })
})

describe('another address', () => {
  it('is by a profile of ours, before the person’s own in order', () => {
    const { profile, present, replaced } = plan(recorded(), { ipv4: manual })
    expect({ present, replaced }).toEqual({ present: OFFICE_LAN, replaced: null })
    expect(readMark(profile)).toEqual({ nic: 'eth0', original: OFFICE_LAN })
    const connection = (key: string) => setting(profile, 'connection', key)
    expect(connection('uuid')).toBe(OWN)
    expect(connection('interface-name')).toBe('eth0')
    expect(connection('autoconnect-priority')).toBe(1)
    expect(profile.connection?.timestamp).toBeUndefined()
    expect(setting(profile, 'ipv4', 'method')).toBe('manual')
    expect(setting(profile, 'ipv4', 'gateway')).toBe('198.51.100.1')
  })

  it('keeps the lease, the metric and the IPv6 address of what stays automatic', () => {
    const { profile } = plan(recorded(), { mtu: 1400 })
    expect(setting(profile, '802-3-ethernet', 'mtu')).toBe(1400)
    expect(setting(profile, 'ipv4', 'method')).toBe('auto')
    expect(setting(profile, 'ipv4', 'dhcp-client-id')).toBe('01:02:4c:41:42:00:10')
    expect(setting(profile, 'ipv6', 'dhcp-iaid')).toBe('2b:50:67:35')
    expect(setting(profile, 'ipv4', 'route-metric')).toBe(100n)
  })

  it('says what is other then, and what is lost', () => {
    const { view } = plan(recorded(), { ipv4: manual, dns: ['198.51.100.1'] })
    expect(view.changed?.map(({ label }) => label.key)).toEqual([
      ...['changed.ipv4', 'changed.addresses', 'changed.gateway', 'changed.dns'],
    ])
    expect(view.changed?.[1]).toMatchObject({
      before: null,
      after: { params: { text: '198.51.100.77/24' } },
    })
    expect(view.lost?.map(({ key }) => key)).toEqual(['lost.addresses'])
    expect(view.interruption?.what.key).toBe('interruption.host')
    expect(view.steps.map(({ id }) => id)).toEqual(['checkpoint', 'activate', 'verify', 'store'])
    expect(view.steps[1]?.text).toMatchObject({
      ...{ key: 'step.activate-settings', params: { profile: 'Office LAN' } },
    })
  })

  it('that is switched off loses its way out, too', () => {
    const { view } = plan(recorded(), { ipv4: off })
    expect(view.lost?.map(({ key }) => key)).toEqual(['lost.addresses', 'lost.gateway'])
  })

  it('is the same by nmcli', () => {
    expect(plan(recorded(), { ipv4: manual, ipv6: off }).view.commands).toEqual([
      expect.stringMatching(
        /^nmcli connection add type ethernet con-name puente-eth0 ifname eth0 connection\.autoconnect no .*ipv4\.method manual .*ipv6\.method disabled$/,
      ),
      "nmcli connection up uuid 'uuid of eth0'",
      "nmcli connection modify uuid 'uuid of eth0' connection.autoconnect yes",
    ])
  })

  it('on an interface that nothing is active on has nothing to go back to', () => {
    const { profile, present, view } = plan(recorded(), {}, 'eth1')
    expect(present).toBeNull()
    expect(readMark(profile)).toEqual({ nic: 'eth1', original: null })
    expect(view.steps[1]?.text.key).toBe('step.activate-settings-new')
    expect(view.interruption).toBeNull()
  })

  it('keeps what nobody asked about, as it is written', () => {
    const state = recorded()
    const original = profileOf(state, OFFICE_LAN)
    original.ipv4 = {
      ...original.ipv4,
      'dns-priority': new Variant('i', 40),
      'route-data': new Variant('aa{sv}', [
        { dest: s('10.9.0.0'), prefix: new Variant('u', 16), table: new Variant('u', 5) },
      ]),
    }
    original.proxy = { method: new Variant('i', 1) }
    const { profile } = plan(state, { dns: ['192.0.2.53'] })
    expect(setting(profile, 'ipv4', 'dns-priority')).toBe(40)
    expect(profile.proxy).toEqual(original.proxy)
    expect(profile.ipv4?.['route-data']?.value).toEqual([
      expect.objectContaining({ table: new Variant('u', 5) }),
    ])
  })
})

describe('a second change', () => {
  it('takes the place of ours, and knows the person’s own still', () => {
    const state = kept()
    const { profile, present, replaced, view } = plan(state, { mtu: 1400 }, 'eth0', 'second')
    expect({ present, replaced }).toEqual({ present: OWN, replaced: OWN })
    expect(readMark(profile)).toEqual({ nic: 'eth0', original: OFFICE_LAN })
    expect(setting(profile, 'connection', 'autoconnect-priority')).toBe(1)
    expect(setting(profile, 'ipv4', 'method')).toBe('manual')
    expect(view.commands.at(-1)).toBe("nmcli connection delete uuid 'uuid of eth0'")
  })
})

describe('giving its own back', () => {
  it('activates it as it is, and deletes ours', () => {
    const restored = planRestoreInterface(kept(), 'eth0')
    expect(restored).toMatchObject({ uuid: OWN, original: OFFICE_LAN })
    expect(restored.after).toEqual(now(recorded()))
    expect(restored.view.commands).toEqual([
      `nmcli connection up uuid ${OFFICE_LAN} ifname eth0`,
      expect.stringMatching(/^nmcli device modify eth0 ipv4\.route-metric 100/),
      "nmcli connection delete uuid 'uuid of eth0'",
    ])
    expect(restored.view.warnings).toEqual([])
  })

  it('lets the interface go where that is gone, and says so', () => {
    const state = kept()
    for (const [path, settings] of state.profiles) {
      if (settings.connection?.uuid?.value === OFFICE_LAN) state.profiles.delete(path)
    }
    const { original, view } = planRestoreInterface(state, 'eth0')
    expect(original).toBeNull()
    expect(view.warnings.map(({ key }) => key)).toEqual(['warning.own-profile-gone'])
    expect(view.commands[0]).toBe('nmcli device disconnect eth0')
  })

  it('is refused where it has its own', async () => {
    expect(await failureOf(() => planRestoreInterface(recorded(), 'eth0'))).toMatchObject({
      code: 'interface-not-ours',
    })
  })
})

describe('refused, and nothing is changed', () => {
  it.each<[what: string, part: Partial<InterfaceSettings>, field: string, key: string]>([
    ['no address by hand', { ipv4: { ...manual, addresses: [] } }, 'ipv4.addresses', 'host-cidr'],
    [
      'no address at all',
      { ipv4: { ...manual, addresses: ['x'] } },
      'ipv4.addresses.0',
      'host-cidr',
    ],
    [
      'the other family’s',
      { ipv4: { ...manual, addresses: ['2001:db8::1/64'], gateway: null } },
      ...(['ipv4.addresses.0', 'ipv4'] as const),
    ],
    [
      'a gateway that nothing reaches',
      { ipv4: { ...manual, gateway: '10.0.0.1' } },
      ...(['ipv4.gateway', 'gateway-unreached'] as const),
    ],
    ['no name server', { dns: ['nowhere'] }, 'dns.0', 'name-server'],
    ['one of a family that is off', { ipv4: off, dns: ['192.0.2.1'] }, 'dns.0', 'family-off'],
    ['no domain', { search: ['a..b'] }, 'search.0', 'domain'],
    ['domains for nobody', { ipv4: off, ipv6: off, search: ['a.test'] }, 'search.0', 'family-off'],
    [
      'no subnet',
      { routes: [{ destination: '10.9.0.0', nextHop: null, metric: null }] },
      ...(['routes.0', 'route'] as const),
    ],
    [
      'a next hop of the other family',
      { routes: [{ destination: '10.9.0.0/16', nextHop: 'fe80::1', metric: null }] },
      ...(['routes.0', 'route'] as const),
    ],
    ['too small an MTU for IPv6', { mtu: 600 }, 'mtu', 'between'],
  ])('%s', async (_, part, field, key) => {
    expect(await failureOf(() => plan(recorded(), part))).toMatchObject({
      ...{ code: 'interface-settings-invalid', cause: `problem.${key}`, params: { field } },
    })
  })

  it.each([
    ['nothing new', 'eth0', 'nothing-to-change'],
    ['a bridge', 'virbr0', 'interface-no-settings'],
    ['one that is gone', 'eth9', 'interface-gone'],
  ])('%s', async (_, nic, code) => {
    expect(await failureOf(() => plan(recorded(), {}, nic))).toMatchObject({ code })
  })

  it('a profile that a VLAN’s profile names', async () => {
    const state = recorded()
    state.profiles.set('/vlan', {
      connection: { id: s('office vlan'), uuid: s('vlan') },
      vlan: { parent: s(OFFICE_LAN) },
    })
    expect(await failureOf(() => plan(state, { mtu: 1400 }))).toMatchObject({
      ...{ code: 'profile-named', params: { by: 'office vlan' } },
    })
  })

  it('what dials in over it', async () => {
    const state = recorded()
    profileOf(state, OFFICE_LAN).connection = {
      ...profileOf(state, OFFICE_LAN).connection,
      type: s('pppoe'),
    }
    expect(await failureOf(() => plan(state, { mtu: 1400 }))).toMatchObject({
      code: 'interface-no-settings',
    })
  })

  it('what was so before is no reason', () => {
    const state = recorded()
    profileOf(state, OFFICE_LAN).ipv4 = {
      method: s('auto'),
      'dns-search': new Variant('as', ['_x..']),
    }
    expect(plan(state, { mtu: 1400 }).asked.search).toEqual(['_x..'])
  })
})
