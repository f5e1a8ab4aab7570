import { describe, expect, it } from 'vitest'
import { emptyDefinition } from '../../../shared/model/network-definition.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import { copiedDefinition, usualDefinition } from '../../../shared/rules/networks/defaults.ts'
import { problemsOf } from '../../../shared/rules/networks/problems.ts'
import { withReservation } from '../../../shared/rules/networks/reservations.ts'
import { occupiedSubnets } from '../../../shared/rules/networks/subnets.ts'
import { scene } from '../../window-fake/scenes.ts'

const { networks, interfaces } = scene('bridged')
const host = { networks, interfaces, occupied: occupiedSubnets(networks, interfaces), random: 1n }
const around = { own: null, networks, interfaces }

const subnet = {
  family: 'ipv4' as const,
  address: '10.9.0.1',
  prefix: 24,
  dhcpRanges: [{ start: '10.9.0.10', end: '10.9.0.99', leaseSeconds: null }],
  reservations: [],
}
const good: NetworkDefinition = { ...emptyDefinition('good', 'nat'), subnets: [subnet] }

function fields(change: Partial<NetworkDefinition>): string[] {
  return problemsOf({ ...good, ...change }, around).map(({ field }) => field)
}

describe('what is filled in', () => {
  it.each(['nat', 'routed', 'open', 'isolated', 'very-isolated', 'bridged', 'macvtap'] as const)(
    'for %s has nothing wrong',
    (kind) => expect(problemsOf(usualDefinition(kind, host), around)).toEqual([]),
  )

  it('for a copy is free again', () => {
    const original = usualDefinition('nat', host)
    const [first] = original.subnets
    const copy = copiedDefinition(original, {
      ...host,
      networks: [...networks, { name: original.name, kind: 'nat', bridge: original.bridge }],
      occupied: [...host.occupied, { subnet: `${first?.address}/24`, by: 'network', name: 'nat' }],
    })
    expect(copy).toMatchObject({ name: `${original.name}-copy`, mac: null })
    expect(copy.bridge).not.toBe(original.bridge)
    expect(copy.subnets[0]?.address).not.toBe(first?.address)
  })
})

describe('ranges of a network that has leased addresses', () => {
  const ranges = (...ends: [string, string][]) => ({
    subnets: [
      { ...subnet, dhcpRanges: ends.map(([start, end]) => ({ start, end, leaseSeconds: null })) },
    ],
  })
  const found = (heldAddresses: number, change: Partial<NetworkDefinition>) =>
    problemsOf(
      { ...good, ...change },
      { ...around, own: { name: 'good', bridge: null, heldAddresses } },
    )

  it.each([
    ['one range', 3, ranges(['10.9.0.10', '10.9.0.12'])],
    ['two ranges together', 4, ranges(['10.9.0.10', '10.9.0.11'], ['10.9.0.20', '10.9.0.21'])],
    ['no range at all', 9, ranges()],
  ])('may be as small as what is held: %s', (_, held, change) => {
    expect(found(held, change)).toEqual([])
  })

  it.each([
    ['one range', 4, ranges(['10.9.0.10', '10.9.0.12']), 'subnets.0.dhcpRanges.0.end'],
    [
      'two ranges together',
      5,
      ranges(['10.9.0.10', '10.9.0.11'], ['10.9.0.20', '10.9.0.21']),
      'subnets.0.dhcpRanges.1.end',
    ],
  ])('may not be smaller, as dnsmasq would not start: %s', (_, held, change, field) => {
    expect(found(held, change)).toEqual([
      { field, text: { key: 'problem.leases-held', params: { count: held } } },
    ])
  })
})

describe('what is wrong', () => {
  const at = (part: Partial<typeof subnet>) => ({ subnets: [{ ...subnet, ...part }] })
  const range = (start: string, end: string) => ({ start, end, leaseSeconds: null })
  const one = (mac: string, address: string) => ({ mac, id: null, name: null, address })

  it.each<[string, Partial<NetworkDefinition>]>([
    ['name', { name: 'a/b' }],
    ['name', { name: 'default' }],
    ['bridge', { bridge: 'sixteen-letters-' }],
    ['bridge', { bridge: 'virbr0' }],
    ['mtu', { mtu: 1 }],
    ['mac', { mac: '01:00:00:00:00:01' }],
    ['subnets', { subnets: [] }],
    ['subnets.0.address', at({ address: '10.9.0.0' })],
    ['subnets.0.address', at({ address: '10.9.0.255' })],
    ['subnets.0.address', at({ address: 'fd00::1' })],
    ['subnets.0.prefix', at({ prefix: 31 })],
    ['subnets.1.address', { subnets: [subnet, { ...subnet, dhcpRanges: [] }] }],
    ['subnets.0.dhcpRanges.0.start', at({ dhcpRanges: [range('10.8.0.1', '10.9.0.9')] })],
    ['subnets.0.dhcpRanges.0.end', at({ dhcpRanges: [range('10.9.0.9', '10.9.0.8')] })],
    [
      'routes.0.gateway',
      { routes: [{ destination: '10.0.0.0', prefix: 8, gateway: '10.8.0.1', metric: null }] },
    ],
    ['nat.ports', { nat: { ...good.nat, ports: { start: 9, end: 8 } } }],
    ['domain.name', { domain: { name: 'a b', localOnly: false, register: false } }],
    [
      'vlan',
      { ...emptyDefinition('v', 'openvswitch'), bridge: 'ovs', vlan: { trunk: false, tags: [] } },
    ],
    [
      'portGroups.0.name',
      { portGroups: [{ name: '', isDefault: false, vlan: null, bandwidth: null }] },
    ],
    ['devices', { ...emptyDefinition('m', 'macvtap') }],
    ['bridge', { ...emptyDefinition('b', 'bridged') }],
  ])('is at %s', (field, change) => expect(fields(change)).toEqual([field]))

  it('is a reservation of nobody, of an address twice, of the host’s own', () => {
    const reservations = [
      one('52:54:00:00:00:01', '10.9.0.5'),
      one('52:54:00:00:00:01', '10.9.0.5'),
      one('52:54:00:00:00:02', '10.9.0.1'),
      { mac: null, id: null, name: null, address: '10.9.0.7' },
    ]
    const found = fields({ subnets: [{ ...subnet, reservations }] } as Partial<NetworkDefinition>)
    expect(found.map((field) => field.replace('subnets.0.reservations.', ''))).toEqual([
      '1.address',
      '1.mac',
      '2.address',
      '3.mac',
    ])
  })
})

it('gives a machine its address for good, and takes it from whoever had it', () => {
  const mac = '52:54:00:00:00:01'
  const first = withReservation(good, { mac, address: '10.9.0.5', name: 'web' })
  const moved = withReservation(first, { mac, address: '10.9.0.6', name: 'web' })
  const other = '52:54:00:00:00:02'
  const taken = withReservation(moved, { mac: other, address: '10.9.0.6', name: 'not a name' })
  expect(moved.subnets[0]?.reservations).toEqual([
    { mac, id: null, name: 'web', address: '10.9.0.6' },
  ])
  expect(taken.subnets[0]?.reservations).toEqual([
    { mac: other, id: null, name: null, address: '10.9.0.6' },
  ])
})
