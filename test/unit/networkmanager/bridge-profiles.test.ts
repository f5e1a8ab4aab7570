import { describe, expect, it } from 'vitest'
import type { IpState } from '../../../shared/model/host.ts'
import { bridgeProfile, portProfile } from '../../../electron/networkmanager/bridge/profiles.ts'
import { routeMetric } from '../../../electron/networkmanager/interfaces/metrics.ts'
import type { NicFacts } from '../../../electron/networkmanager/interfaces/nic-facts.ts'
import type { Settings } from '../../../electron/networkmanager/client/settings.ts'
import { readMark } from '../../../electron/networkmanager/client/settings.ts'
import { Variant } from '../../../electron/dbus/bus.ts'

const NAMES = { bridge: 'br0', bridgeUuid: 'bridge-uuid', portUuid: 'port-uuid' }
const s = (value: string) => new Variant('s', value)
const i = (value: number) => new Variant('i', value)
const u = (value: number) => new Variant('u', value)

function ip(part: Partial<IpState> = {}): IpState {
  return { method: 'none', addresses: [], gateway: null, routes: [], dns: [], ...part }
}

function defaultRoute(metric: number, destination = '0.0.0.0') {
  return { destination, prefix: 0, nextHop: '198.51.100.1', metric }
}

function nic(original: Settings, part: Partial<NicFacts> = {}): NicFacts {
  const connection = { id: s('Office'), uuid: s('original-uuid'), ...original.connection }
  return {
    name: 'eth0',
    mac: '02:4c:41:42:00:10',
    permanentMac: null,
    ipv4: ip(),
    ipv6: ip(),
    dhcp4: {},
    dhcp6: {},
    deprecated: new Set(),
    permanent: new Set(),
    ...part,
    original: { ...original, connection },
  }
}

/** One value of the bridge's profile, without its variant. */
function bridgeValue(facts: NicFacts, section: string, key: string): unknown {
  return bridgeProfile(facts, NAMES)[section]?.[key]?.value
}

function portValue(facts: NicFacts, section: string, key: string): unknown {
  return portProfile(facts, NAMES)[section]?.[key]?.value
}

describe('the profile of the bridge', () => {
  it('names itself, is ours, connects by itself and takes its ports along', () => {
    const { connection, bridge, ...rest } = bridgeProfile(nic({}), NAMES)
    expect(connection).toEqual({
      id: s('br0'),
      uuid: s('bridge-uuid'),
      type: s('bridge'),
      'interface-name': s('br0'),
      autoconnect: new Variant('b', true),
      'autoconnect-slaves': i(1),
    })
    expect(bridge).toEqual({ stp: new Variant('b', false) })
    expect(readMark(rest as Settings)).toEqual({ nic: 'eth0', original: 'original-uuid' })
  })

  it.each<[what: string, section: string, key: string, value: Variant]>([
    ['firewall zone', 'connection', 'zone', s('work')],
    ['metered', 'connection', 'metered', i(1)],
    ['who may use it', 'connection', 'permissions', new Variant('as', ['user:alex'])],
    ['VPNs that start with it', 'connection', 'secondaries', new Variant('as', ['vpn'])],
    ['multicast DNS', 'connection', 'mdns', i(2)],
    ['LLMNR', 'connection', 'llmnr', i(0)],
    ['DNSSEC', 'connection', 'dnssec', i(2)],
    ['multipath TCP', 'connection', 'mptcp-flags', u(2)],
    ['down before power-off', 'connection', 'down-on-poweroff', i(1)],
    ['DNS over TLS', 'connection', 'dns-over-tls', i(2)],
    ['method', 'ipv4', 'method', s('manual')],
    ['gateway', 'ipv4', 'gateway', s('198.51.100.1')],
    ['name servers', 'ipv4', 'dns', new Variant('au', [16782278])],
    ['search domains', 'ipv4', 'dns-search', new Variant('as', ['lab.test'])],
    ['DNS priority', 'ipv4', 'dns-priority', i(-5)],
    ['never-default', 'ipv4', 'never-default', new Variant('b', true)],
    ['a client-id of its own', 'ipv4', 'dhcp-client-id', s('my-laptop')],
    ['host name sent', 'ipv4', 'dhcp-hostname', s('desk')],
    ['a DUID of its own', 'ipv6', 'dhcp-duid', s('stable-uuid')],
    ['a key that we have no name for', 'ipv6', 'something-new', u(7)],
    ['routing rules', 'ipv4', 'routing-rules', new Variant('aa{sv}', [{ priority: u(5) }])],
    ['proxy', 'proxy', 'method', i(1)],
    ['where its host name comes from', 'hostname', 'priority', i(5)],
    ['which delegated prefix', 'prefix-delegation', 'subnet-id', u(5)],
    ['MTU', '802-3-ethernet', 'mtu', u(9000)],
  ])('carries over: %s', (_, section, key, value) => {
    const facts = nic({ [section]: { [key]: value } })
    expect(bridgeProfile(facts, NAMES)[section]?.[key]).toEqual(value)
  })

  it.each([
    ['id', s('Office')],
    ['interface-name', s('eth0')],
    ['autoconnect-priority', i(5)],
    ['timestamp', new Variant('t', 1n)],
    ['stable-id', s('x')],
    ['lldp', i(1)],
  ])('leaves with the original: connection.%s', (key, value) => {
    expect(bridgeValue(nic({ connection: { [key]: value } }), 'connection', key)).not.toBe(
      value.value,
    )
  })

  it.each(['speed', 'duplex', 'auto-negotiate', 'wake-on-lan', 'cloned-mac-address'])(
    'leaves to the wire: 802-3-ethernet.%s',
    (key) => {
      const facts = nic({ '802-3-ethernet': { [key]: u(1) } })
      expect(bridgeValue(facts, '802-3-ethernet', key)).toBeUndefined()
    },
  )

  it('has the MAC that the NIC uses now, cloned or not', () => {
    const facts = nic(
      { '802-3-ethernet': { 'assigned-mac-address': s('random') } },
      { mac: 'aa:bb:cc:00:11:22' },
    )
    expect(bridgeValue(facts, '802-3-ethernet', 'assigned-mac-address')).toBe('AA:BB:CC:00:11:22')
  })

  it('asks for no MTU where the original leaves it open', () => {
    const facts = nic({ '802-3-ethernet': { mtu: u(0) } })
    expect(bridgeProfile(facts, NAMES)['802-3-ethernet']).not.toHaveProperty('mtu')
  })

  it.each([
    ['ipv4', 'addresses', 'address-data'],
    ['ipv6', 'addresses', 'address-data'],
    ['ipv4', 'routes', 'route-data'],
    ['ipv6', 'routes', 'route-data'],
    ['ipv4', 'dns', 'dns-data'],
  ])('gives %s.%s once, in its newer form', (section, legacy, newer) => {
    const both = { [legacy]: new Variant('aau', []), [newer]: new Variant('as', ['x']) }
    const made = bridgeProfile(nic({ [section]: both }), NAMES)[section]
    expect(made).not.toHaveProperty(legacy)
    expect(made?.[newer]?.value).toEqual(['x'])
    const alone = bridgeProfile(nic({ [section]: { [legacy]: new Variant('aau', [[1]]) } }), NAMES)
    expect(alone[section]?.[legacy]?.value).toEqual([[1]])
  })

  describe('keeps the DHCP lease', () => {
    it('by the client-id of the present one', () => {
      const facts = nic({ ipv4: {} }, { dhcp4: { dhcp_client_identifier: '01:02:4c:41:42:00:10' } })
      expect(bridgeValue(facts, 'ipv4', 'dhcp-client-id')).toBe('01:02:4c:41:42:00:10')
    })

    it.each(['my-laptop', '01:zz', '01', 'ff', 7, undefined])(
      'but not by %s, which NetworkManager would read as something else',
      (id) => {
        const facts = nic({ ipv4: {} }, { dhcp4: { dhcp_client_identifier: id } })
        expect(bridgeValue(facts, 'ipv4', 'dhcp-client-id')).toBeUndefined()
      },
    )

    it('and its IAID for IPv6', () => {
      const facts = nic({ ipv6: { method: s('auto') } }, { dhcp6: { iaid: '2b:50:67:35' } })
      expect(bridgeValue(facts, 'ipv6', 'dhcp-iaid')).toBe('2b:50:67:35')
    })
  })

  describe('keeps a router-advertised address', () => {
    const advertised = (...addresses: [string, number][]) =>
      nic(
        { ipv6: { method: s('auto'), 'addr-gen-mode': i(1) } },
        { ipv6: ip({ addresses: addresses.map(([address, prefix]) => ({ address, prefix })) }) },
      )

    it.each<[string, [string, number][], string]>([
      ['written out', [['2001:db8:1:2:3:4:5:6', 64]], '::3:4:5:6'],
      ['shortened in its prefix', [['2001:db8::3:4:5:6', 64]], '::3:4:5:6'],
      ['shortened in its host part', [['2001:db8:51:64::1365', 64]], '::0:0:0:1365'],
      [
        'beside a link-local one',
        [
          ['fe80::1', 64],
          ['2001:db8:1:2:3:4:5:6', 64],
        ],
        '::3:4:5:6',
      ],
      [
        'beside one from DHCPv6',
        [
          ['2001:db8::9', 128],
          ['2001:db8:1:2:3:4:5:6', 64],
        ],
        '::3:4:5:6',
      ],
    ])('%s', (_, addresses, token) => {
      const facts = advertised(...addresses)
      expect(bridgeValue(facts, 'ipv6', 'token')).toBe(token)
      expect(bridgeValue(facts, 'ipv6', 'addr-gen-mode')).toBe(0)
    })

    it.each<[string, NicFacts]>([
      ['without any', advertised(['fe80::1', 64])],
      ['with one from DHCPv6 alone', advertised(['2001:db8::9', 128])],
      [
        'with a static one',
        { ...advertised(['2001:db8::9', 64]), original: { ipv6: { method: s('manual') } } },
      ],
    ])('needs no token %s', (_, facts) => {
      expect(bridgeValue(facts, 'ipv6', 'token')).toBeUndefined()
    })
  })

  it.each<[string, IpState, bigint | undefined]>([
    ["its default route's", ip({ routes: [defaultRoute(50)] }), 50n],
    ['of the first of two', ip({ routes: [defaultRoute(600), defaultRoute(700)] }), 600n],
    ['of the one that wins', ip({ routes: [defaultRoute(1024), defaultRoute(100)] }), 100n],
    ['no metric without routes', ip(), undefined],
  ])('has the metric of the NIC: %s', (_, state, metric) => {
    expect(bridgeValue(nic({}, { ipv4: state }), 'ipv4', 'route-metric')).toBe(metric)
    expect(bridgeValue(nic({}, { ipv6: state }), 'ipv6', 'route-metric')).toBe(metric)
  })
})

describe('routeMetric', () => {
  const subnet = { destination: '198.51.100.0', prefix: 24, nextHop: null, metric: 100 }
  const linkLocal = { destination: 'fe80::', prefix: 64, nextHop: null, metric: 1024 }
  it.each<[string, IpState['routes'], number | null]>([
    ['the default route', [subnet, defaultRoute(50)], 50],
    ["its own subnet's where there is no default", [subnet], 100],
    ['not the link-local one', [linkLocal], null],
    [
      "its own subnet's, not another network's behind a router",
      [{ ...subnet, nextHop: '198.51.100.9', metric: 7 }, subnet],
      100,
    ],
    ['a route without a metric counts only as default', [{ ...subnet, metric: 0 }], null],
    ['a default route with metric 0', [subnet, defaultRoute(0)], 0],
    ['none', [], null],
  ])('is that of %s', (_, routes, metric) => {
    expect(routeMetric(ip({ routes }))).toBe(metric)
  })
})

describe('the profile of the port', () => {
  it('hangs on the bridge by its UUID and is ours', () => {
    const profile = portProfile(nic({}), NAMES)
    expect(profile.connection).toMatchObject({
      id: s('br0 port eth0'),
      uuid: s('port-uuid'),
      type: s('802-3-ethernet'),
      'interface-name': s('eth0'),
      master: s('bridge-uuid'),
      'slave-type': s('bridge'),
    })
    expect(readMark(profile)).toEqual({ nic: 'eth0', original: 'original-uuid' })
    expect(profile).not.toHaveProperty('ipv4')
    expect(profile).not.toHaveProperty('ipv6')
  })

  it.each([
    [undefined, 1],
    [-10, -9],
    [0, 1],
    [998, 999],
    [999, 999],
  ])('wins over an original with autoconnect-priority %s by %s', (priority, own) => {
    const connection = priority === undefined ? {} : { 'autoconnect-priority': i(priority) }
    expect(portValue(nic({ connection }), 'connection', 'autoconnect-priority')).toBe(own)
  })

  it.each<[string, string, Variant]>([
    ['802-3-ethernet', 'mtu', u(9000)],
    ['802-3-ethernet', 'wake-on-lan', u(64)],
    ['802-3-ethernet', 'speed', u(1000)],
    ['802-3-ethernet', 'assigned-mac-address', s('random')],
    ['ethtool', 'feature-gro', new Variant('b', false)],
  ])('keeps of the wire: %s.%s', (section, key, value) => {
    const profile = portProfile(nic({ [section]: { [key]: value } }), NAMES)
    expect(profile[section]?.[key]).toEqual(value)
  })
})

it('writes nothing into the original', () => {
  const facts = nic({ ipv4: { addresses: new Variant('aau', []), 'address-data': s('x') } })
  const before = structuredClone(facts)
  bridgeProfile(facts, NAMES)
  portProfile(facts, NAMES)
  expect(structuredClone(facts)).toEqual(before)
})
