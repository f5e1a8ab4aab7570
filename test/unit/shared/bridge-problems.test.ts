/** Static addresses of a bridge, as people and hosting companies give them. */
import { describe, expect, it } from 'vitest'
import { gatewayOf } from '../../../shared/rules/bridge-gateways.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import {
  addressProblems,
  addressProblemsSince,
  optionProblems,
  optionProblemsSince,
} from '../../../shared/rules/bridge-problems.ts'

const asked = (addresses: string[], gateway: string | null, gateway6?: string | null) => ({
  ...{ method: 'static' as const, addresses, gateway, dns: [] },
  ...(gateway6 === undefined ? {} : { gateway6 }),
})

describe('gateways of static addresses', () => {
  // containers/common #2221, moby/moby #38744, ganeti #680; Hetzner, OVH: NetworkManager takes them.
  it.each([
    [['198.51.100.20/24'], '198.51.100.1', null],
    [['2001:db8:1::20/64'], 'fe80::1', undefined],
    [['2001:db8:1::20/128'], '2001:db8:1::1', undefined],
    [['2001:db8:1:2::20/64'], '2001:db8:1:ff:ff:ff:ff:ff', undefined],
    [['203.0.113.5/32'], '203.0.113.1', undefined],
    [['203.0.113.5/32'], '198.51.100.1', undefined],
    [['198.51.100.20/24', '2001:db8:1::20/64'], 'fe80::1', undefined],
    [['198.51.100.20/24', '2001:db8:1::20/64'], '198.51.100.1', 'fe80::1'],
    [['198.51.100.20/24', '2001:db8:1::20/64'], '198.51.100.1', '2001:db8:1::1'],
    [['198.51.100.20/24', '2001:db8:1::20/64'], null, 'fe80::1'],
  ])('%j through %s and %s have nothing wrong', (addresses, gateway, gateway6) => {
    expect(addressProblems(asked(addresses, gateway, gateway6))).toEqual([])
  })

  it.each([
    [['198.51.100.20/24'], '10.0.0.1', null, 'gateway', 'gateway-unreached'],
    [['198.51.100.20/24'], 'fe80::1', undefined, 'gateway', 'gateway-unreached'],
    [['198.51.100.20/24'], '198.51.100.1', 'fe80::1', 'gateway6', 'gateway-unreached'],
    [['2001:db8:1::20/64'], '2001:67c::1', undefined, 'gateway', 'gateway-unreached'],
    [['2001:db8:1::20/64'], '198.51.100.1', undefined, 'gateway', 'gateway-unreached'],
    [['198.51.100.20/24'], 'router', null, 'gateway', 'address'],
    [['2001:db8:1::20/64'], null, 'fe80:::1', 'gateway6', 'address'],
    [['198.51.100.20/24'], '198.51.100.1', '198.51.100.2', 'gateway6', 'gateway-twice'],
  ])('%j through %s and %s: %s', (addresses, gateway, gateway6, field, key) => {
    const found = addressProblems(asked(addresses, gateway, gateway6))
    expect(found).toMatchObject([{ field, text: { key: `problem.${key}` } }])
  })

  it.each([
    [asked([], '198.51.100.1'), '198.51.100.1', undefined],
    [asked([], 'fe80::1'), undefined, 'fe80::1'],
    [asked([], null), null, undefined],
    [asked([], '198.51.100.1', null), '198.51.100.1', null],
    [asked([], null, 'fe80::1'), null, 'fe80::1'],
  ])('%j asks IPv4 for %s and IPv6 for %s', (given, ipv4, ipv6) => {
    expect([gatewayOf(given, 'ipv4'), gatewayOf(given, 'ipv6')]).toEqual([ipv4, ipv6])
  })
})

describe('what NetworkManager has accepted already', () => {
  const odd = { ...defaultBridgeOptions, mtu: 60, ageingTime: 2_000_000 }

  it('is not called wrong where another option is changed', () => {
    expect(optionProblemsSince(odd, { ...odd, stp: true })).toEqual([])
    expect(optionProblemsSince(odd, { ...odd, mtu: 61 })).toMatchObject([{ field: 'mtu' }])
    expect(optionProblemsSince(odd, { ...odd, priority: -1 })).toMatchObject([
      { field: 'priority' },
    ])
  })

  it('takes no forward delay at all where there is no STP', () => {
    const none = { ...defaultBridgeOptions, forwardDelay: 0 }
    expect(optionProblems({ ...none, stp: false })).toEqual([])
    expect(optionProblems({ ...none, stp: true })).toMatchObject([{ field: 'forwardDelay' }])
  })

  it('is not called wrong where only the name servers are changed', () => {
    const before = asked(['198.51.100.20/24'], '203.0.113.1', null)
    expect(addressProblemsSince(before, { ...before, dns: ['198.51.100.53'] })).toEqual([])
    expect(addressProblemsSince(before, { ...before, dns: ['dns'] })).toMatchObject([
      { field: 'dns.0' },
    ])
    expect(addressProblemsSince(before, { ...before, gateway: '203.0.113.2' })).toMatchObject([
      { field: 'gateway' },
    ])
  })
})
