import { describe, expect, it } from 'vitest'
import { planCreateBridge } from '../../../electron/networkmanager/bridge/create.ts'
import { withAddresses } from '../../../electron/networkmanager/bridge/addressing/addresses.ts'
import { planRemoveBridge } from '../../../electron/networkmanager/bridge/remove.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import {
  DeviceType,
  IFACE,
  ProfileFlag,
} from '../../../electron/networkmanager/client/constants.ts'
import { devicePath, profilePath } from '../../../electron/networkmanager/client/objects.ts'
import type { NmState } from '../../../electron/networkmanager/client/objects.ts'
import { setting } from '../../../electron/networkmanager/client/settings.ts'
import { Variant } from '../../../electron/dbus/bus.ts'
import { failureOf } from '../../support/failure.ts'
import {
  OFFICE_LAN,
  deviceOf,
  ipConfigOf,
  profileOf,
  propertiesOf,
  recorded,
} from '../../support/nm-state.ts'

const UUIDS = {
  bridge: '11111111-0000-4000-8000-000000000001',
  port: '11111111-0000-4000-8000-000000000002',
}

function create(state: NmState, asked: { nic?: string; bridge?: string } = {}) {
  const usual = { nic: 'eth0', ports: [], options: defaultBridgeOptions, addresses: null }
  const uuids = (name: string) => (name === 'bridge' ? UUIDS.bridge : UUIDS.port)
  return planCreateBridge(state, { bridge: 'br0', ...usual, ...asked }, uuids)
}

/** Our two profiles' UUIDs on the recorded bridge. */
const BRIDGED = (() => {
  const state = recorded('workstation-bridged')
  const { bridgeUuid, ports } = planRemoveBridge(state, 'br0')
  return { bridgeUuid, portUuid: ports[0]?.uuid ?? '' }
})()

describe('creating a bridge', () => {
  it('is planned from what is there', () => {
    const { nic, bridge, bridgeUuid, ports, view } = create(recorded())
    expect(nic).toMatchObject({ name: 'eth0', mac: '02:4c:41:42:00:10' })
    expect(nic?.dhcp4).toMatchObject({ dhcp_client_identifier: '01:02:4c:41:42:00:10' })
    expect(nic?.dhcp6).toMatchObject({ iaid: '2b:50:67:35' })
    expect({ bridge, bridgeUuid }).toEqual({ bridge: 'br0', bridgeUuid: UUIDS.bridge })
    expect(ports).toMatchObject([{ uuid: UUIDS.port, original: OFFICE_LAN }])
    expect(view.title).toMatchObject({
      key: 'plan.create-bridge',
      params: { bridge: 'br0', nic: 'eth0' },
    })
    expect(view.steps.map(({ id }) => id)).toEqual([
      'checkpoint',
      'profiles',
      'activate',
      'verify',
      'store',
    ])
    expect(view.keepOrRevert).toBe(true)
    expect(view.interruption?.what.key).toBe('interruption.host')
  })

  it('tells what is carried over', () => {
    const rows = create(recorded()).view.carried.map(({ label, value }) => [label.key, value])
    expect(Object.fromEntries(rows)).toEqual({
      'carried.addresses': '198.51.100.135/24, 2001:db8:51:64::1365/128',
      'carried.gateway': expect.stringMatching(/^198\.51\.100\.1, fe80::/),
      'carried.metric': '100',
      'carried.dns': expect.stringMatching(/^198\.51\.100\.1, 2001:db8:51:64::1, fe80::/),
      'carried.mac': '02:4c:41:42:00:10',
      'carried.mtu': '1500',
    })
  })

  it('leaves out what there is not', () => {
    const state = recorded()
    for (const family of [4, 6] as const) {
      const empty = {
        AddressData: [],
        RouteData: [],
        Gateway: '',
        NameserverData: [],
        Nameservers: [],
      }
      Object.assign(ipConfigOf(state, 'eth0', family), empty)
    }
    expect(create(state).view.carried.map(({ label }) => label.key)).toEqual([
      'carried.mac',
      'carried.mtu',
    ])
  })

  it('is the same as these commands', () => {
    expect(create(recorded()).view.commands).toEqual([
      `nmcli connection add type bridge con-name br0 ifname br0 connection.uuid ${UUIDS.bridge}` +
        ' connection.autoconnect no bridge.stp no' +
        ' 802-3-ethernet.cloned-mac-address 02:4C:41:42:00:10' +
        ' ipv4.method auto ipv4.route-metric 100 ipv4.dhcp-client-id 01:02:4c:41:42:00:10' +
        ' ipv6.addr-gen-mode 1 ipv6.method auto ipv6.route-metric 100 ipv6.dhcp-duid 00:04:8c:90:1c:e0:eb:0b:44:73:7f:ac:6c:56:17:c7:42:d0' +
        ' ipv6.dhcp-iaid 2b:50:67:35',
      "nmcli connection add type ethernet con-name 'br0 port eth0' ifname eth0" +
        ` connection.uuid ${UUIDS.port} connection.master ${UUIDS.bridge} connection.slave-type bridge` +
        ' connection.autoconnect no connection.autoconnect-priority 1' +
        ' 802-3-ethernet.auto-negotiate no',
      `nmcli connection up uuid ${UUIDS.port}`,
      `nmcli connection modify uuid ${UUIDS.bridge}` +
        ' connection.autoconnect yes connection.autoconnect-slaves 1',
      `nmcli connection modify uuid ${UUIDS.port} connection.autoconnect yes`,
    ])
  })

  it('warns that profiles made meanwhile would be lost', () => {
    expect(create(recorded()).view.warnings).toEqual([{ key: 'warning.new-profiles-lost' }])
  })

  it.each(['unsaved', 'generated', 'volatile'] as const)(
    'warns of an original that is %s, as it would not survive',
    (flag) => {
      const state = recorded()
      const path = profilePath(state, OFFICE_LAN) ?? ''
      propertiesOf(state, path, IFACE.profile).Flags = ProfileFlag[flag]
      expect(create(state).view.warnings[0]).toEqual({
        key: 'warning.original-not-stored',
        params: { nic: 'eth0' },
      })
    },
  )

  it('does not warn of one that netplan keeps, and makes anew at each boot', () => {
    const state = recorded()
    const path = profilePath(state, OFFICE_LAN) ?? ''
    const file = '/run/NetworkManager/system-connections/netplan-NM-a.nmconnection'
    const kept = { Flags: ProfileFlag.unsaved, Filename: file }
    Object.assign(propertiesOf(state, path, IFACE.profile), kept)
    expect(create(state).view.warnings).toEqual([{ key: 'warning.new-profiles-lost' }])
  })

  it('changes nothing of the state', () => {
    const state = recorded()
    create(state)
    expect(state).toEqual(recorded())
  })
})

describe('creating a bridge is refused', () => {
  it.each([
    '',
    'a-name-of-16-byte',
    'br 0',
    "br'0",
    '<br0>',
    'br/0',
    'br%d',
    'brü',
    '-br0',
    '.',
    '..',
    'br0\n',
    'br\0',
    'br0;reboot',
  ])('for the name %j', async (bridge) => {
    expect(await failureOf(() => create(recorded(), { bridge }))).toEqual({
      code: 'interface-name-invalid',
      params: { name: bridge },
    })
  })

  it.each<[what: string, name: string, state: () => NmState]>([
    ['a NIC', 'eth1', recorded],
    ['a bridge', 'virbr0', recorded],
    ['a profile alone', 'br7', () => withProfileFor('br7')],
    [
      'our own bridge',
      'br0',
      () => {
        const state = recorded('workstation-bridged')
        deviceOf(state, 'br0').Real = false
        return state
      },
    ],
  ])('for a name that %s has', async (_, bridge, state) => {
    expect(await failureOf(() => create(state(), { bridge }))).toEqual({
      code: 'interface-name-taken',
      params: { name: bridge },
    })
  })

  it('for a name that only a device not made yet has: a profile of it is gone already', () => {
    const state = recorded()
    const device = { ...deviceOf(state, 'virbr0'), Interface: 'br9', Real: false }
    state.objects.set('/org/freedesktop/NetworkManager/Devices/99', { [IFACE.device]: device })
    expect(create(state, { bridge: 'br9' }).bridge).toBe('br9')
  })

  it('on a NIC that is not there', async () => {
    const { code, params } = await failureOf(() => create(recorded(), { nic: 'eth9' }))
    expect({ code, params }).toEqual({ code: 'interface-gone', params: { interface: 'eth9' } })
  })

  it.each<[string, string, (state: NmState) => unknown]>([
    ['lo', 'refusal.loopback', () => undefined],
    ['vnet0', 'refusal.virtual', () => undefined],
    ['virbr0', 'refusal.bridge', () => undefined],
    ['eth0', 'refusal.wifi', (state) => (deviceOf(state, 'eth0').DeviceType = DeviceType.wifi)],
    ['eth0', 'refusal.unmanaged', (state) => (deviceOf(state, 'eth0').Managed = false)],
  ])('on %s: %s', async (nic, reason, change) => {
    const state = recorded()
    change(state)
    expect(await failureOf(() => create(state, { nic }))).toEqual({
      code: 'interface-not-bridgeable',
      params: { nic },
      cause: reason,
    })
  })

  it('on a NIC without a MAC', async () => {
    const state = recorded()
    deviceOf(state, 'eth0').HwAddress = ''
    expect((await failureOf(() => create(state))).code).toBe('interface-gone')
  })
})

describe('removing a bridge', () => {
  it('gives the NIC the profile that our mark names', () => {
    const { view, ...plan } = planRemoveBridge(recorded('workstation-bridged'), 'br0')
    expect(plan).toEqual({
      kind: 'remove-bridge',
      bridge: 'br0',
      bridgeUuid: BRIDGED.bridgeUuid,
      nic: 'eth0',
      ports: [{ nic: 'eth0', uuid: BRIDGED.portUuid, original: OFFICE_LAN }],
      back: { nic: 'eth0', profile: OFFICE_LAN, made: null, why: 'original' },
      isUp: true,
      returning: expect.objectContaining({ prefixes: [], unsure: [] }),
      own: null,
    })
    expect(view.steps[1]?.text.params).toMatchObject({ bridge: 'br0', profile: 'Office LAN' })
    expect(view.steps.map(({ id }) => id)).toEqual(['checkpoint', 'activate', 'verify', 'store'])
    expect(view.warnings).toEqual([])
    expect(view.commands).toEqual([
      `nmcli connection up uuid ${OFFICE_LAN} ifname eth0`,
      'nmcli device modify eth0 ipv4.route-metric 100 ipv6.route-metric 100',
      `nmcli connection delete uuid ${BRIDGED.portUuid} uuid ${BRIDGED.bridgeUuid}`,
    ])
  })

  it('tells what is carried over: the same as when it was made', () => {
    const values = ({ view }: { view: { carried: { value: string }[] } }) =>
      view.carried.map(({ value }) => value)
    expect(values(planRemoveBridge(recorded('workstation-bridged'), 'br0'))).toEqual(
      values(create(recorded())),
    )
  })

  it('tells that addresses of its own are given up, and does not ask the NIC for them', () => {
    const state = recorded('workstation-bridged')
    const given = {
      ...{ method: 'static' as const, addresses: ['198.51.100.30/24', '2001:db8::30/64'] },
      ...{ gateway: '198.51.100.1', dns: ['198.51.100.1', '2001:db8::53'] },
    }
    const profile = profileOf(state, BRIDGED.bridgeUuid)
    Object.assign(profile, withAddresses(profile, given))
    const { own, view } = planRemoveBridge(state, 'br0')
    expect(own).toEqual({ given: { ...given, gateway6: null }, back: { method: 'dhcp' } })
    expect(view.lost?.map(({ key }) => key)).toEqual(['lost.addresses'])
    expect(view.carried).toEqual([])
  })

  it('reads the name servers that are asked by TLS back as they were given', () => {
    const state = recorded('workstation-bridged')
    const dns = ['198.51.100.1', 'dns+tls://198.51.100.53#dns.example', '2001:db8::53#dns.example']
    const addresses = ['198.51.100.30/24', '2001:db8::30/64']
    const given = { method: 'static' as const, addresses, gateway: '198.51.100.1', dns }
    const profile = profileOf(state, BRIDGED.bridgeUuid)
    Object.assign(profile, withAddresses(profile, given))
    expect(profile.ipv4).not.toHaveProperty('dns')
    expect(planRemoveBridge(state, 'br0').own?.given).toEqual({ ...given, gateway6: null })
  })

  it.each<[string, string, string, (state: NmState) => unknown]>([
    ['it is not there', 'br1', 'interface-gone', () => undefined],
    ['it is no bridge', 'eth0', 'interface-gone', () => undefined],
    ["it is libvirt's", 'virbr0', 'bridge-not-ours', () => undefined],
    [
      'its mark is gone',
      'br0',
      'bridge-not-ours',
      (s) => delete profileOf(s, BRIDGED.bridgeUuid).user,
    ],
    ['its profile is gone', 'br0', 'bridge-not-ours', (s) => s.profiles.clear()],
  ])('is refused when %s', async (_, bridge, code, change) => {
    const state = recorded('workstation-bridged')
    change(state)
    expect((await failureOf(() => planRemoveBridge(state, bridge))).code).toBe(code)
  })
})

describe('removing a bridge that others have changed', () => {
  it.each<[string, string, string | null, (state: NmState) => unknown]>([
    ['the original profile is gone', 'original-gone', OFFICE_LAN, forgetOriginal],
    [
      'its port profile is gone',
      'original',
      OFFICE_LAN,
      (s) => {
        s.profiles.delete(profilePath(s, BRIDGED.portUuid) ?? '')
        deviceOf(s, 'eth0').State = 30
      },
    ],
    ['the NIC is gone', 'nic-gone', null, (s) => s.objects.delete(devicePath(s, 'eth0') ?? '')],
    ['the NIC is connected otherwise', 'nic-busy', null, connectOtherwise],
    ['the NIC has another name', 'renamed', expect.any(String), rename],
  ])('%s: %s', (_, why, profile, change) => {
    const state = recorded('workstation-bridged')
    change(state)
    const { back, view } = planRemoveBridge(state, 'br0')
    expect(back).toMatchObject({ why, profile })
    if (why !== 'original') expect(view.warnings[0]?.key).toBe(`warning.back-${why}`)
  })

  it('makes a profile that keeps the lease, bound to the new name', () => {
    const state = recorded('workstation-bridged')
    rename(state)
    const { back, returning, view, ports } = planRemoveBridge(state, 'br0')
    const made = back.made?.settings ?? {}
    expect(setting(made, 'connection', 'interface-name')).toBe('enp4s0')
    expect(made.ipv4).toEqual(profileOf(state, BRIDGED.bridgeUuid).ipv4)
    expect(returning?.addresses).toContainEqual(expect.stringMatching(/^198\.51\.100\./))
    expect(ports[0]).toMatchObject({ nic: 'enp4s0', original: back.profile })
    expect(view.commands[0]).toContain('ifname enp4s0')
    expect(back.profile).toBe(planRemoveBridge(state, 'br0').back.profile)
  })

  it.each<[string, (state: NmState) => unknown]>([
    ['a cloned MAC ended with the boot: the card’s own is known', boot],
    ['a VLAN on it has the same MAC', addVlan],
  ])('the NIC is known under another name: %s', (_, change) => {
    const state = recorded('workstation-bridged')
    rename(state)
    change(state)
    expect(planRemoveBridge(state, 'br0').back).toMatchObject({ why: 'renamed', nic: 'enp4s0' })
  })

  it('both MACs of a NIC are in the mark of its bridge', () => {
    const state = recorded()
    propertiesOf(state, devicePath(state, 'eth0') ?? '', IFACE.wired).PermHwAddress = CARD
    const { bridgeProfile } = create(state)
    expect(setting(bridgeProfile, 'user', 'data')).toMatchObject({
      'puente.mac': '02:4c:41:42:00:10',
      'puente.permanent-mac': CARD.toLowerCase(),
    })
  })

  it('of one that is down only the profiles go', () => {
    const state = recorded('workstation-bridged')
    state.objects.delete(devicePath(state, 'br0') ?? '')
    connectOtherwise(state)
    const plan = planRemoveBridge(state, 'br0')
    expect(plan).toMatchObject({ isUp: false, returning: null, back: { why: 'nic-busy' } })
    expect(plan.view.interruption).toBeNull()
  })
})

function forgetOriginal(state: NmState): void {
  state.profiles.delete(profilePath(state, OFFICE_LAN) ?? '')
}

function rename(state: NmState): void {
  Object.assign(deviceOf(state, 'eth0'), { State: 30, ActiveConnection: '/' })
  deviceOf(state, 'eth0').Interface = 'enp4s0'
}

const CARD = '02:4C:41:42:99:99'

function boot(state: NmState): void {
  const { data } = profileOf(state, BRIDGED.bridgeUuid).user ?? {}
  const marked = { ...(data?.value as object), 'puente.permanent-mac': CARD.toLowerCase() }
  profileOf(state, BRIDGED.bridgeUuid).user = { data: new Variant('a{ss}', marked) }
  deviceOf(state, 'enp4s0').HwAddress = CARD
}

/** Listed before the NIC. */
function addVlan(state: NmState): void {
  const vlan = {
    [IFACE.device]: {
      ...{ Interface: 'enp4s0.5', DeviceType: DeviceType.vlan, Real: true },
      HwAddress: deviceOf(state, 'enp4s0').HwAddress,
    },
  }
  state.objects = new Map([['/devices/vlan', vlan], ...state.objects])
}

function connectOtherwise(state: NmState): void {
  const active = deviceOf(state, 'eth0').ActiveConnection as string
  state.objects.set('/active/other', {
    [IFACE.active]: { ...state.objects.get(active)?.[IFACE.active], Uuid: OFFICE_LAN },
  })
  deviceOf(state, 'eth0').ActiveConnection = '/active/other'
}

function withProfileFor(name: string): NmState {
  const state = recorded()
  state.profiles.set('/org/freedesktop/NetworkManager/Settings/99', {
    connection: { uuid: new Variant('s', 'other'), 'interface-name': new Variant('s', name) },
  })
  return state
}
