import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bits,
  formatAddress,
  formatSubnet,
  hostRange,
  hostsOf,
  isIn,
  lastOf,
  overlap,
  parseAddress,
  parseSubnet,
  prefixOfNetmask,
  subnetOf,
} from '../../../shared/rules/ip.ts'
import type { Address, Family } from '../../../shared/rules/ip.ts'

const address = fc
  .constantFrom<Family>('ipv4', 'ipv6')
  .chain((family) =>
    fc
      .bigInt({ min: 0n, max: (1n << BigInt(bits[family])) - 1n })
      .map((value): Address => ({ family, value })),
  )
const subnet = address.chain((item) =>
  fc.integer({ min: 0, max: bits[item.family] }).map((prefix) => {
    const found = subnetOf(formatAddress(item), prefix)
    if (!found) throw new Error('every address is on a subnet')
    return found
  }),
)

describe('addresses', () => {
  it('are read as they are written, in both families', () => {
    fc.assert(
      fc.property(address, (item) => {
        expect(parseAddress(formatAddress(item))).toEqual(item)
      }),
    )
  })

  it.each([
    ['2001:db8::1', '2001:db8::1'],
    ['2001:0DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::', '::'],
    ['::1', '::1'],
    ['fe80::', 'fe80::'],
    ['::ffff:192.0.2.1', '::ffff:c000:201'],
    ['1:2:3:4:5:6:0:8', '1:2:3:4:5:6:0:8'],
    ['192.0.2.255', '192.0.2.255'],
  ])('%s is written %s', (text, written) => {
    const parsed = parseAddress(text)
    expect(parsed && formatAddress(parsed)).toBe(written)
  })

  it.each([
    '',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.1.1',
    ' 192.0.2.1',
    '0x1.2.3.4',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'fe80::1%eth0',
    '1:2:3:4:5:6:7::8:9',
    '192.0.2.1::',
  ])('%j is none', (text) => expect(parseAddress(text)).toBeNull())
})

describe('subnets', () => {
  it('hold exactly the addresses from their first to their last', () => {
    fc.assert(
      fc.property(address, subnet, (item, net) => {
        const between =
          item.family === net.family && net.first <= item.value && item.value <= lastOf(net)
        expect(isIn(item, net)).toBe(between)
      }),
    )
  })

  it('overlap when one holds the other’s first address, and the same both ways', () => {
    fc.assert(
      fc.property(subnet, subnet, (a, b) => {
        const first = (net: typeof a) => ({ family: net.family, value: net.first })
        expect(overlap(a, b)).toBe(isIn(first(a), b) || isIn(first(b), a))
        expect(overlap(a, b)).toBe(overlap(b, a))
      }),
    )
  })

  it('are read as they are written', () => {
    fc.assert(
      fc.property(subnet, (net) => {
        expect(parseSubnet(formatSubnet(net))).toEqual(net)
      }),
    )
  })

  it.each([
    ['10.0.0.0/8', '10.77.0.128/25', true],
    ['192.168.1.0/24', '192.168.1.128/25', true],
    ['192.168.0.0/24', '192.168.1.0/24', false],
    ['0.0.0.0/0', '203.0.113.9/32', true],
    ['2001:db8::/32', '2001:db8:51:64::/64', true],
    ['2001:db8::/33', '2001:db8:8000::/33', false],
    ['10.0.0.0/8', '::a00:0/104', false],
  ])('%s and %s: %s', (a, b, expected) => {
    const [left, right] = [parseSubnet(a), parseSubnet(b)]
    expect(left && right && overlap(left, right)).toBe(expected)
  })

  it.each([
    ['192.168.122.1', 24, '192.168.122.1', '192.168.122.254'],
    ['10.0.0.9', 30, '10.0.0.9', '10.0.0.10'],
    ['fd00::5', 126, 'fd00::5', 'fd00::7'],
  ])('of %s/%i have hosts from %s to %s', (text, prefix, first, last) => {
    const net = subnetOf(text, prefix)
    const range = net && hostRange(net)
    expect(range && [range.first, range.last].map(formatAddress)).toEqual([first, last])
  })

  it('list their hosts, if they are not too many', () => {
    expect(hostsOf('192.0.2.77', 30, 10)).toEqual(['192.0.2.77', '192.0.2.78'])
    expect(hostsOf('192.0.2.0', 24, 253)).toEqual([])
    expect(hostsOf('192.0.2.0', 31, 10)).toEqual([])
    expect(hostsOf('fd00::', 126, 10)).toEqual([])
  })

  it.each([
    ['255.255.255.0', 24],
    ['0.0.0.0', 0],
    ['255.255.255.255', 32],
    ['255.0.255.0', null],
    ['nonsense', null],
  ])('netmask %s is /%s', (netmask, prefix) => expect(prefixOfNetmask(netmask)).toBe(prefix))
})
