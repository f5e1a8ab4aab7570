import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSubnet, subnetOf } from '../../../shared/rules/ip.ts'
import {
  collisionsOf,
  conflictsOf,
  distinct,
  freeSubnet,
  occupiedSubnets,
  routesAround,
  usualDhcpRange,
} from '../../../shared/rules/networks/subnets.ts'
import type { OccupiedSubnet } from '../../../shared/rules/networks/subnets.ts'
import { hostInterface, hostIp, natNetwork, noIp } from '../../window-fake/things.ts'

const taken = (...subnets: string[]): OccupiedSubnet[] =>
  subnets.map((subnet, index) => ({ subnet, by: 'interface', name: `if${index}` }))

const namesAt = (subnet: string, occupied: OccupiedSubnet[]) => {
  const parsed = parseSubnet(subnet)
  return parsed ? collisionsOf(parsed, occupied).map(({ name }) => name) : []
}

describe('a collision', () => {
  const occupied = taken('198.51.100.0/24', '10.8.0.0/16', '2001:db8:51:64::/64')

  it.each([
    ['198.51.100.0/24', ['if0']],
    ['198.51.100.128/25', ['if0']],
    ['198.51.0.0/16', ['if0']],
    ['10.8.4.0/22', ['if1']],
    ['10.0.0.0/8', ['if1']],
    ['2001:db8:51:64:5::/80', ['if2']],
    ['2001:db8::/32', ['if2']],
    ['192.168.122.0/24', []],
    ['fd00:1::/64', []],
  ])('of %s is with %j', (subnet, names) => expect(namesAt(subnet, occupied)).toEqual(names))
})

describe('what is occupied', () => {
  const lan = hostInterface({ name: 'eth0', kind: 'ethernet', ipv4: hostIp })
  const virbr0 = hostInterface({
    name: 'virbr0',
    kind: 'bridge',
    ipv4: { ...noIp, addresses: [{ address: '192.168.122.1', prefix: 24 }] },
  })
  const vpn = hostInterface({
    name: 'wg0',
    kind: 'vpn',
    ipv4: {
      ...noIp,
      routes: [{ destination: '10.8.0.0', prefix: 16, nextHop: null, metric: 50 }],
    },
  })

  it('are networks, addresses and routes, but neither default routes nor a network’s bridge', () => {
    expect(occupiedSubnets([natNetwork()], [lan, virbr0, vpn])).toEqual([
      { subnet: '192.168.122.0/24', by: 'network', name: 'default' },
      { subnet: '198.51.100.0/24', by: 'interface', name: 'eth0', connected: true },
      { subnet: '10.8.0.0/16', by: 'interface', name: 'wg0' },
    ])
  })

  it('is not what every cable has', () => {
    const ipv6 = { ...noIp, addresses: [{ address: 'fe80::1', prefix: 64 }] }
    expect(occupiedSubnets([], [{ ...lan, ipv4: noIp, ipv6 }])).toEqual([])
  })
})

describe('a free subnet', () => {
  it('is libvirt’s usual one where nothing has it', () => {
    expect(freeSubnet('ipv4', [])).toEqual({ address: '192.168.122.1', prefix: 24 })
  })

  it('avoids whatever is around and inside of it', () => {
    const occupied = taken('192.168.122.64/26', '192.168.123.0/24', '192.168.124.0/23')
    expect(freeSubnet('ipv4', occupied)).toEqual({ address: '192.168.126.1', prefix: 24 })
  })

  it('leaves 192.168 when a VPN takes all of it, and gives up when all is taken', () => {
    expect(freeSubnet('ipv4', taken('192.168.0.0/16'))?.address).toMatch(/^10\./)
    const all = taken('192.168.0.0/16', '10.0.0.0/8', '172.16.0.0/12')
    expect(freeSubnet('ipv4', all)).toBeNull()
  })

  it('is a unique local /64 in IPv6', () => {
    const free = freeSubnet('ipv6', [], 0x12_3456_789an)
    expect(free).toEqual({ address: 'fd12:3456:789a:1::1', prefix: 64 })
    const occupied = taken('fd12:3456:789a:1::/64')
    expect(freeSubnet('ipv6', occupied, 0x12_3456_789an)?.address).toBe('fd12:3456:789a:2::1')
  })

  it('never collides', () => {
    const octet = fc.integer({ min: 0, max: 255 })
    const some = fc
      .tuple(fc.constantFrom('192.168', '10.17', '172.31'), octet, fc.integer({ min: 12, max: 30 }))
      .map(([start, third, prefix]) => `${start}.${third}.0/${prefix}`)
    fc.assert(
      fc.property(fc.array(some, { maxLength: 30 }), (subnets) => {
        const occupied = taken(...subnets)
        const free = freeSubnet('ipv4', occupied)
        const subnet = free && subnetOf(free.address, free.prefix)
        if (subnet) expect(collisionsOf(subnet, occupied)).toEqual([])
      }),
    )
  })
})

describe('the usual DHCP range', () => {
  it.each([
    ['192.168.122.1', 24, '192.168.122.2', '192.168.122.254'],
    ['192.168.122.254', 24, '192.168.122.1', '192.168.122.253'],
    ['10.0.0.5', 29, '10.0.0.1', '10.0.0.4'],
    ['10.0.0.1', 8, '10.0.0.2', '10.0.16.1'],
    ['fd00::1', 64, 'fd00::2', 'fd00::1001'],
  ])('beside %s/%i is %s to %s', (address, prefix, start, end) => {
    expect(usualDhcpRange(address, prefix)).toEqual({ start, end })
  })

  it('is none where there is no room', () => {
    expect(usualDhcpRange('10.0.0.1', 31)).toBeNull()
  })
})

describe('a wider subnet around one', () => {
  const inside = parseSubnet('198.51.100.128/25') ?? expect.unreachable()
  const wider = { subnet: '198.51.100.0/24', by: 'interface', name: 'eth0' } as const

  it.each([
    ['a route loses to the connected one', wider, 'around'],
    [
      'of an own address: its neighbours would be cut off',
      { ...wider, connected: true },
      'conflict',
    ],
    ['of another network: its guests would be cut off', { ...wider, by: 'network' }, 'conflict'],
  ] as const)('%s', (_, other, is) => {
    expect(conflictsOf(inside, [other])).toEqual(is === 'conflict' ? [other] : [])
    expect(routesAround(inside, [other])).toEqual(is === 'around' ? [other] : [])
  })

  it('is known for one that neighbours are in, also where its route is listed, too', () => {
    const own = { ...wider, connected: true } as const
    expect(distinct([own, wider])).toEqual([own])
    expect(distinct([wider, own])).toEqual([own])
  })
})
