import { describe, expect, it } from 'vitest'
import { ipv4Network } from '../../../renderer/model/ip.ts'
import { reachability, reachabilityOf } from '../../../renderer/model/reach.ts'

describe('who reaches whom', () => {
  it.each([
    ['nat', true, 'as-host', 'no', 'libvirt'],
    ['nat', false, 'as-host', 'no', 'by-hand'],
    ['routed', true, 'with-route', 'with-route', 'libvirt'],
    ['isolated', false, 'no', 'no', 'by-hand'],
    ['very-isolated', false, 'no', 'no', 'by-hand'],
    ['bridged', false, 'yes', 'yes', 'lan'],
    ['macvtap', false, 'yes', 'yes', 'lan'],
  ] as const)('%s (DHCP: %s)', (kind, dhcp, guestToLan, lanToGuest, addressFrom) => {
    expect(reachability(kind, dhcp)).toMatchObject({ guestToLan, lanToGuest, addressFrom })
  })

  it('a part of the LAN needs no route, as the host answers for it', () => {
    expect(reachabilityOf('routed', { hasDhcp: true, isSlice: true })).toMatchObject({
      ...{ guestToLan: 'yes', lanToGuest: 'yes', addressFrom: 'libvirt' },
    })
  })

  it('a macvtap guest never reaches its host', () => {
    expect(reachability('macvtap', false).guestToHost).toBe('no')
  })
})

describe('the subnet of an address', () => {
  it.each([
    ['198.51.100.57', 24, '198.51.100.0/24'],
    ['10.1.2.3', 8, '10.0.0.0/8'],
    ['10.1.2.3', 0, '0.0.0.0/0'],
    ['192.168.1.130', 25, '192.168.1.128/25'],
    ['10.0.0.1', 32, '10.0.0.1/32'],
  ])('%s/%i is on %s', (address, prefix, subnet) => {
    expect(ipv4Network(address, prefix)).toBe(subnet)
  })

  it('is not told for what is no IPv4 address', () => {
    expect(ipv4Network('fe80::1', 64)).toBeNull()
  })
})
