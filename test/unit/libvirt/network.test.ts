import { describe, expect, it } from 'vitest'
import { parse, text } from '../../../electron/libvirt/xml/dom.ts'
import { describeNetwork, hostBridgeNetworkXml } from '../../../electron/libvirt/xml/network.ts'
import { HOSTILE } from './hostile.ts'

const network = (...content: string[]) => `<network><name>n</name>${content.join('')}</network>`
const described = (...content: string[]) => describeNetwork(network(...content))
const BRIDGE = '<bridge name="virbr1"/>'
const IP = '<ip address="192.168.1.1" prefix="24"/>'

it.each<[kind: string, content: string]>([
  ['nat', `<forward mode="nat"/>${BRIDGE}${IP}`],
  ['nat', `<forward/>${BRIDGE}${IP}`],
  ['routed', `<forward mode="route"/>${BRIDGE}${IP}`],
  ['open', `<forward mode="open"/>${BRIDGE}${IP}`],
  ['isolated', `${BRIDGE}${IP}`],
  ['very-isolated', BRIDGE],
  ['bridged', '<forward mode="bridge"/><bridge name="br0"/>'],
  ['macvtap', '<forward mode="bridge"><interface dev="eth1"/></forward>'],
  ['macvtap', '<forward mode="private"><interface dev="eth1"/></forward>'],
  ['macvtap', '<forward mode="vepa"><interface dev="eth1"/></forward>'],
  ['macvtap', '<forward mode="passthrough"><interface dev="eth1"/></forward>'],
  ['hostdev', '<forward mode="hostdev" managed="yes"><pf dev="eth2"/></forward>'],
  [
    'openvswitch',
    '<forward mode="bridge"/><bridge name="ovsbr"/><virtualport type="openvswitch"/>',
  ],
])('is %s: %s', (kind, content) => {
  expect(described(content).kind).toBe(kind)
})

it("reads libvirt's default network whole", () => {
  const whole = described(
    '<uuid>3c2f5d4e-9a60-4d3b-8a43-6f8d3f1b2c10</uuid><forward mode="nat"/>',
    '<bridge name="virbr0" stp="on" delay="0"/><mac address="52:54:00:51:64:ff"/>',
    '<domain name="lab.test"/>',
    '<ip address="192.168.122.1" netmask="255.255.255.0"><dhcp>',
    '<range start="192.168.122.2" end="192.168.122.254"/>',
    '<host mac="52:54:00:00:00:01" name="web" ip="192.168.122.9"/><host name="x" ip="192.168.122.8"/>',
    '</dhcp></ip><ip family="ipv6" address="fd00::1" prefix="64"/>',
  )
  expect(whole).toMatchObject({
    kind: 'nat',
    bridge: 'virbr0',
    forwardDevices: [],
    domainName: 'lab.test',
    mac: '52:54:00:51:64:ff',
    madeByPuente: false,
    subnets: [
      {
        family: 'ipv4',
        address: '192.168.122.1',
        prefix: 24,
        dhcpRanges: [{ start: '192.168.122.2', end: '192.168.122.254' }],
        reservations: [
          { mac: '52:54:00:00:00:01', name: 'web', address: '192.168.122.9' },
          { mac: null, name: 'x', address: '192.168.122.8' },
        ],
      },
      { family: 'ipv6', address: 'fd00::1', prefix: 64, dhcpRanges: [], reservations: [] },
    ],
  })
})

it.each([
  ['<forward mode="nat" dev="eth0"/>', ['eth0']],
  ['<forward mode="nat" dev="eth0"><interface dev="eth0"/></forward>', ['eth0']],
  [
    '<forward mode="bridge"><interface dev="eth1"/><interface dev="eth2"/></forward>',
    ['eth1', 'eth2'],
  ],
  ['', []],
])('forwards by %s to %j', (content, devices) => {
  expect(described(content).forwardDevices).toEqual(devices)
})

it.each([
  ['address="10.0.0.1" prefix="16"', 16],
  ['address="10.0.0.1" netmask="255.255.255.252"', 30],
  ['address="10.0.0.1" netmask="0.0.0.0"', 0],
  ['address="10.0.0.1"', 8],
  ['address="172.16.0.1"', 16],
  ['address="192.168.0.1"', 24],
  ['family="ipv6" address="fd00::1"', 64],
  ['family="ipv6" address="fd00::1" prefix="56"', 56],
])('a subnet with %s has the prefix %i', (attributes, prefix) => {
  expect(described(`<ip ${attributes}/>`).subnets[0]?.prefix).toBe(prefix)
})

describe('the network of a host bridge', () => {
  it('is ours and on the bridge', () => {
    expect(describeNetwork(hostBridgeNetworkXml('host-bridge', 'br0'))).toMatchObject({
      kind: 'bridged',
      bridge: 'br0',
      madeByPuente: true,
      subnets: [],
    })
  })

  it.each(HOSTILE)('is called %j and nothing else', (name) => {
    const root = parse(hostBridgeNetworkXml(name, 'br0'))
    expect(text(root, 'name')).toBe(name)
    const names = [...(root.childNodes as unknown as Iterable<Node>)].map((node) => node.nodeName)
    expect(names.sort()).toEqual(['bridge', 'forward', 'metadata', 'name'])
  })

  it.each([
    ["another program's mark", '<metadata><x:made xmlns:x="urn:other"/></metadata>'],
    ['our word without our namespace', '<metadata><made/></metadata>'],
    ['no mark', ''],
  ])('is not ours with %s', (_, metadata) => {
    expect(described(metadata).madeByPuente).toBe(false)
  })
})

it.each(HOSTILE)('reads the name %j of a bridge as text', (name) => {
  const bridge = parse('<bridge/>')
  bridge.setAttribute('name', name)
  expect(described(String(bridge)).bridge).toBe(name)
})

it.each(['', 'no xml', '<network>', '<network></other>'])('refuses %j', (xml) => {
  expect(() => describeNetwork(xml)).toThrow()
})
