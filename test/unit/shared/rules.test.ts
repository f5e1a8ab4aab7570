import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMac, qemuMac } from '../../../shared/rules/mac.ts'
import {
  freeBridgeName,
  freeNetworkName,
  isInterfaceName,
  isNetworkName,
} from '../../../shared/rules/names.ts'
import { quote } from '../../../shared/rules/shell.ts'

describe('names', () => {
  it.each(['br0', 'a', '0', '_x', 'eth0.100', 'br-lan', 'fifteen-letters'])(
    'an interface may be called %s',
    (name) => expect(isInterfaceName(name)).toBe(true),
  )

  it.each([
    '',
    'sixteen-letters-',
    '-br0',
    '.',
    '..',
    '.br',
    'br 0',
    'br/0',
    'br%d',
    'br\n',
    'br0\n',
    '\nbr0',
    'br\0',
    'brü',
    '<br0>',
    "br'0",
    'br"0',
    '\u202ebr0',
    'br:0',
  ])('an interface may not be called %j', (name) => expect(isInterfaceName(name)).toBe(false))

  it('an interface name fits the kernel, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (name) => {
        if (isInterfaceName(name)) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(15)
      }),
    )
  })

  it.each(['host-bridge', 'a+b', 'x'.repeat(63)])('a network may be called %s', (name) =>
    expect(isNetworkName(name)).toBe(true),
  )

  it.each(['', 'x'.repeat(64), 'a/b', 'a b', '<a>', 'a\n', '.a', '+a', 'ä'])(
    'a network of ours is not called %j',
    (name) => expect(isNetworkName(name)).toBe(false),
  )

  it.each([
    [[], 'br0', 'host-bridge'],
    [['br0', 'host-bridge'], 'br1', 'host-bridge-1'],
    [['br0', 'br2', 'host-bridge', 'host-bridge-1'], 'br1', 'host-bridge-2'],
  ])('beside %j the next are %s and %s', (taken, bridge, network) => {
    expect(freeBridgeName(taken)).toBe(bridge)
    expect(freeNetworkName(taken)).toBe(network)
  })

  it('a free name is never taken', () => {
    const names = fc.array(fc.integer({ min: 0, max: 9 }).map((number) => `br${number}`))
    fc.assert(fc.property(names, (taken) => !taken.includes(freeBridgeName(taken))))
  })
})

describe('MAC', () => {
  it.each(['52:54:00:00:00:01', '02:4C:41:42:00:10', 'fe:ff:ff:ff:ff:fe'])('%s is one', (mac) =>
    expect(isMac(mac)).toBe(true),
  )

  it.each([
    '',
    '52:54:00:00:00',
    '52-54-00-00-00-01',
    '52:54:00:00:00:0g',
    '01:00:5e:00:00:01',
    'ff:ff:ff:ff:ff:ff',
    '52:54:00:00:00:01 ',
    '52:54:00:00:00:01\n',
    '525400000001',
  ])('%j is none that a NIC may have', (mac) => expect(isMac(mac)).toBe(false))

  it("any three bytes make one of QEMU's", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3, maxLength: 3 }), (bytes) => {
        const mac = qemuMac(bytes)
        expect(isMac(mac)).toBe(true)
        expect(mac).toMatch(/^52:54:00:/)
      }),
    )
  })
})

describe('a word for the shell', () => {
  it.each(['br0', 'a.b_c-d', '/dev/stdin', '198.51.100.1/24', 'x=y'])(
    '%s stands as it is',
    (word) => expect(quote(word)).toBe(word),
  )
})
