import { describe, expect, it } from 'vitest'
import { DeviceType, IFACE } from '../../../electron/networkmanager/client/constants.ts'
import { routeMetric } from '../../../electron/networkmanager/interfaces/metrics.ts'
import { hasUntoldRoutes } from '../../../electron/networkmanager/interfaces/untold-routes.ts'
import { hostInterfaces } from '../../../electron/networkmanager/interfaces/interfaces.ts'
import { devicePath } from '../../../electron/networkmanager/client/objects.ts'
import type { NmState } from '../../../electron/networkmanager/client/objects.ts'
import { Variant } from '../../../electron/dbus/bus.ts'
import {
  OFFICE_LAN,
  activationOf,
  deviceOf,
  ipConfigOf,
  profileOf,
  recorded,
} from '../../support/nm-state.ts'

function read(state: NmState, name: string) {
  const found = hostInterfaces(state).find((item) => item.name === name)
  return found ?? expect.unreachable(`no ${name}`)
}

/** eth0 as it is read after a change to what was recorded. */
function eth0(change: (state: NmState) => unknown) {
  const state = recorded()
  change(state)
  return read(state, 'eth0')
}

describe('what was recorded in the lab', () => {
  it('has these interfaces, by name', () => {
    const names = (state: NmState) => hostInterfaces(state).map(({ name }) => name)
    expect(names(recorded())).toEqual(['eth0', 'eth1', 'lo', 'virbr0', 'vnet0'])
    expect(names(recorded('workstation-bridged'))).toContain('br0')
  })

  it('has a NIC with DHCP for both families', () => {
    expect(read(recorded(), 'eth0')).toMatchObject({
      kind: 'veth',
      mac: '02:4c:41:42:00:10',
      mtu: 1500,
      carrier: true,
      state: 'activated',
      profile: { uuid: OFFICE_LAN, name: 'Office LAN' },
      ipv4: {
        method: 'dhcp',
        addresses: [{ address: '198.51.100.135', prefix: 24 }],
        gateway: '198.51.100.1',
        dns: ['198.51.100.1'],
      },
      ipv6: { method: 'auto', dns: ['2001:db8:51:64::1', expect.stringMatching(/^fe80::/)] },
      controller: null,
      ports: [],
      notBridgeable: null,
      madeByPuente: null,
    })
    expect(read(recorded(), 'eth0').ipv4.routes).toContainEqual({
      destination: '0.0.0.0',
      prefix: 0,
      nextHop: '198.51.100.1',
      metric: 100,
    })
  })

  it('has a NIC without a connection', () => {
    const none = { method: 'none', addresses: [], gateway: null, routes: [], dns: [] }
    expect(read(recorded(), 'eth1')).toMatchObject({
      state: 'disconnected',
      profile: null,
      ipv4: none,
      ipv6: none,
      notBridgeable: null,
    })
  })

  it("has libvirt's bridge with a guest's tap as its port", () => {
    const state = recorded()
    expect(read(state, 'virbr0')).toMatchObject({
      kind: 'bridge',
      ports: ['vnet0'],
      madeByPuente: null,
    })
    expect(read(state, 'vnet0')).toMatchObject({ kind: 'tun', controller: 'virbr0' })
  })

  it('has our bridge, and the NIC as its port', () => {
    const state = recorded('workstation-bridged')
    expect(read(state, 'br0')).toMatchObject({
      kind: 'bridge',
      mac: '02:4c:41:42:00:10',
      ports: ['eth0'],
      madeByPuente: { nic: 'eth0' },
    })
    // The port's profile has our mark as well, but is no bridge.
    expect(read(state, 'eth0')).toMatchObject({ controller: 'br0', madeByPuente: null })
  })
})

it.each([
  [DeviceType.ethernet, 'ethernet'],
  [DeviceType.wifi, 'wifi'],
  [DeviceType.bluetooth, 'mobile'],
  [DeviceType.modem, 'mobile'],
  [DeviceType.bond, 'bond'],
  [DeviceType.team, 'bond'],
  [DeviceType.vlan, 'vlan'],
  [DeviceType.macvlan, 'macvlan'],
  [DeviceType.ppp, 'vpn'],
  [DeviceType.wireguard, 'vpn'],
  [DeviceType.loopback, 'loopback'],
  [4711, 'other'],
])('device type %i is %s', (type, kind) => {
  expect(eth0((state) => (deviceOf(state, 'eth0').DeviceType = type)).kind).toBe(kind)
})

it.each([
  [0, 'unmanaged'],
  [10, 'unmanaged'],
  [20, 'unavailable'],
  [30, 'disconnected'],
  [40, 'activating'],
  [90, 'activating'],
  [100, 'activated'],
  [110, 'disconnected'],
  [120, 'failed'],
])('device state %i is %s', (state, name) => {
  expect(eth0((tree) => (deviceOf(tree, 'eth0').State = state)).state).toBe(name)
})

it.each([
  ['ipv4', 'auto', 'dhcp'],
  ['ipv4', 'manual', 'static'],
  ['ipv6', 'manual', 'static'],
  ['ipv6', 'auto', 'auto'],
  ['ipv6', 'dhcp', 'dhcp'],
  // Somebody else configures it: there are addresses all the same.
  ['ipv4', 'disabled', 'static'],
  ['ipv6', 'ignore', 'static'],
] as const)('%s.method %s is shown as %s', (family, method, shown) => {
  const change = (state: NmState) =>
    Object.assign(profileOf(state, OFFICE_LAN)[family] ?? {}, { method: new Variant('s', method) })
  expect(eth0(change)[family].method).toBe(shown)
})

it('shows no method where there is neither a profile nor an address', () => {
  const state = recorded()
  state.profiles.clear()
  ipConfigOf(state, 'eth0', 4).AddressData = []
  expect(read(state, 'eth0').ipv4.method).toBe('none')
})

it.each<[string, number[], string]>([
  ['zeros in the middle', [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], '2001:db8::1'],
  ['all zeros', Array<number>(16).fill(0), '::'],
  [
    'no zeros',
    Array.from({ length: 16 }, (_, n) => n + 16),
    '1011:1213:1415:1617:1819:1a1b:1c1d:1e1f',
  ],
])("writes an IPv6 name server's bytes as text: %s", (_, bytes, text) => {
  const shown = eth0((state) => (ipConfigOf(state, 'eth0', 6).Nameservers = [Buffer.from(bytes)]))
  expect(shown.ipv6.dns).toEqual([text])
})

it.each(['Controller', 'Master'])('finds the controller under %s', (name) => {
  const state = recorded()
  delete activationOf(state, 'vnet0').Master
  delete activationOf(state, 'vnet0').Controller
  activationOf(state, 'vnet0')[name] = devicePath(state, 'virbr0')
  expect(read(state, 'vnet0').controller).toBe('virbr0')
})

describe('while things come and go', () => {
  it.each<[string, (state: NmState) => unknown, object]>([
    [
      'its addresses',
      (s) => s.objects.delete(deviceOf(s, 'eth0').Ip4Config as string),
      { ipv4: { addresses: [], gateway: null, routes: [], dns: [] } },
    ],
    [
      'its activation',
      (s) => s.objects.delete(deviceOf(s, 'eth0').ActiveConnection as string),
      { profile: null },
    ],
    ['its MAC', (s) => (deviceOf(s, 'eth0').HwAddress = ''), { mac: null }],
    ['its MTU', (s) => delete deviceOf(s, 'eth0').Mtu, { mtu: 0 }],
    ['its flags', (s) => delete deviceOf(s, 'eth0').InterfaceFlags, { carrier: false }],
    [
      'its profile',
      (s) => s.profiles.clear(),
      { profile: { uuid: OFFICE_LAN, name: 'Office LAN' } },
    ],
    [
      'a name of its profile',
      (s) => delete activationOf(s, 'eth0').Id,
      { profile: { uuid: OFFICE_LAN, name: OFFICE_LAN } },
    ],
    ['the gateway', (s) => (ipConfigOf(s, 'eth0', 4).Gateway = ''), { ipv4: { gateway: null } }],
  ])('an interface without %s is still shown', (_, change, shown) => {
    expect(eth0(change)).toMatchObject(shown)
  })

  it('leaves out what a profile could make but has not made', () => {
    const state = recorded()
    deviceOf(state, 'virbr0').Real = false
    expect(hostInterfaces(state).map(({ name }) => name)).not.toContain('virbr0')
    expect(read(state, 'vnet0').controller).toBe('virbr0')
  })

  it('shows nothing of an empty tree', () => {
    expect(hostInterfaces({ objects: new Map(), profiles: new Map() })).toEqual([])
  })

  it('has its default route although NetworkManager tells a hundred others (1.52)', () => {
    const route = (n: number) => ({ dest: `10.99.${n}.0`, prefix: 24, 'next-hop': '198.51.100.9' })
    const others = Array.from({ length: 100 }, (_, n) => route(n))
    const whole = { interface: 'eth0', destination: '0.0.0.0', prefix: 0, nextHop: '198.51.100.1' }
    const found = eth0((state) => {
      ipConfigOf(state, 'eth0', 4).RouteData = others
      expect(hasUntoldRoutes(state)).toBe(true)
      const elsewhere = { ...whole, interface: 'eth1', metric: 50 }
      state.untold = { ipv4: [{ ...whole, metric: 700 }, elsewhere], ipv6: [] }
    })
    expect(routeMetric(found.ipv4)).toBe(700)
    expect(hasUntoldRoutes(recorded())).toBe(false)
  })

  it('keeps its name servers beside one that is asked by TLS (1.52)', () => {
    const encrypted = 'dns+tls://198.51.100.53#dns.example'
    const data = [{ uri: encrypted }, { address: '198.51.100.1', uri: '198.51.100.1' }]
    const { ipv4 } = eth0((state) => (ipConfigOf(state, 'eth0', 4).NameserverData = data))
    expect(ipv4.dns).toEqual([encrypted, '198.51.100.1'])
  })

  it('has those of IPv6 that are asked by TLS from its profile (1.52)', () => {
    const encrypted = 'dns+tls://[2001:db8::53]#dns.example'
    const found = eth0((state) => {
      const profile = profileOf(state, OFFICE_LAN)
      const asked = new Variant('as', [encrypted, '2001:db8:51:64::1'])
      profile.ipv6 = { ...profile.ipv6, 'dns-data': asked }
    })
    expect(found.ipv6.dns).toEqual([
      encrypted,
      '2001:db8:51:64::1',
      expect.stringMatching(/^fe80::/),
    ])
  })

  it.each(['AddressData', 'RouteData', 'NameserverData'])('is not upset by a missing %s', (key) => {
    expect(eth0((state) => (ipConfigOf(state, 'eth0', 4)[key] = undefined)).name).toBe('eth0')
  })
})

it('changes nothing in the tree', () => {
  const state = recorded()
  hostInterfaces(state)
  expect(state.objects).toEqual(recorded().objects)
  expect(state.objects.get(devicePath(state, 'eth0') ?? '')).toHaveProperty([IFACE.device])
})

it('leaves out addresses that the kernel has marked as temporary: they cannot be kept', () => {
  const state = recorded()
  const [first] = read(state, 'eth0')?.ipv6.addresses ?? []
  state.temporary = new Set([first?.address ?? ''])
  expect(read(state, 'eth0')?.ipv6.addresses).not.toContainEqual(first)
})
