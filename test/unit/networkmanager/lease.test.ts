import { describe, expect, it } from 'vitest'
import { Variant } from '../../../electron/dbus/bus.ts'
import {
  askingForEver,
  leaseDoubt,
  leasesInDoubt,
  leasesOf,
  withLeasesBeside,
} from '../../../electron/networkmanager/bridge/addressing/lease.ts'
import type { Lease } from '../../../electron/networkmanager/bridge/addressing/lease.ts'
import { setting } from '../../../electron/networkmanager/client/settings.ts'
import type { Settings } from '../../../electron/networkmanager/client/settings.ts'
import type { IpState } from '../../../shared/model/host.ts'

const s = (value: string) => new Variant('s', value)
const LEASE: Lease = {
  family: 'ipv4',
  address: '198.51.100.135',
  prefix: 24,
  gateway: '198.51.100.1',
  dns: ['198.51.100.1'],
}
const LEASE6: Lease = {
  ...{ family: 'ipv6', address: '2001:db8:51:64::1abc', prefix: 128 },
  ...{ gateway: null, dns: ['2001:db8:51:64::1'] },
}
const profile = (more: Settings[string] = {}): Settings => ({
  connection: { id: s('br0') },
  ipv4: { method: s('auto'), ...more },
})

function written(settings: Settings, family: Lease['family'] = 'ipv4'): string[] {
  const entries =
    setting<Record<string, { value: unknown }>[]>(settings, family, 'address-data') ?? []
  return entries.map(({ address, prefix }) => `${String(address?.value)}/${String(prefix?.value)}`)
}

describe('the lease that a NIC has', () => {
  const ipv4: IpState = {
    method: 'dhcp',
    addresses: [
      { address: '10.0.0.7', prefix: 8 },
      { address: LEASE.address, prefix: 24 },
    ],
    gateway: LEASE.gateway,
    routes: [],
    dns: LEASE.dns,
  }

  const none = { ipv4, ipv6: { ...ipv4, addresses: [] }, dhcp4: {}, dhcp6: {} }

  it('is also that of DHCPv6, without a gateway: that is the router’s own word', () => {
    const address = { address: LEASE6.address, prefix: 128 }
    const ipv6 = { ...ipv4, addresses: [address], gateway: 'fe80::1', dns: LEASE6.dns }
    expect(leasesOf({ ...none, ipv6, dhcp6: { ip6_address: LEASE6.address } })).toEqual([LEASE6])
  })

  it('is the address that DHCP has given, of all that it has', () => {
    expect(leasesOf({ ...none, ipv4, dhcp4: { ip_address: LEASE.address } })).toEqual([LEASE])
  })

  it.each([
    ['its addresses are written down', {}],
    ['the address has been taken off since', { ip_address: '198.51.100.99' }],
  ])('is none where %s', (_, dhcp4) => {
    expect(leasesOf({ ...none, ipv4, dhcp4 })).toEqual([])
  })
})

describe('written beside DHCP', () => {
  it('are address, gateway and name servers; DHCP is asked all the same', () => {
    const beside = withLeasesBeside(profile(), [LEASE])
    expect(setting(beside, 'ipv4', 'method')).toBe('auto')
    expect(written(beside)).toEqual(['198.51.100.135/24'])
    expect(setting(beside, 'ipv4', 'gateway')).toBe('198.51.100.1')
    // 198.51.100.1, the first byte lowest.
    expect(setting(beside, 'ipv4', 'dns')).toEqual([0x016433c6])
  })

  it('are those of each family in its own part', () => {
    const beside = withLeasesBeside({ ...profile(), ipv6: { method: s('auto') } }, [LEASE, LEASE6])
    expect(written(beside)).toEqual(['198.51.100.135/24'])
    expect(written(beside, 'ipv6')).toEqual(['2001:db8:51:64::1abc/128'])
    expect(setting(beside, 'ipv6', 'method')).toBe('auto')
    expect(beside.ipv6?.gateway).toBe(undefined)
    expect(beside.ipv6?.dns?.signature).toBe('aay')
    expect(setting(askingForEver(beside, [LEASE6]), 'ipv6', 'dhcp-timeout')).toBe(2_147_483_647)
    expect(askingForEver(beside, [LEASE6]).ipv4).toBe(beside.ipv4)
  })

  it('leaves the addresses, the gateway and the name servers that are written there already', () => {
    const own = new Variant('aa{sv}', [{ address: s('10.0.0.7'), prefix: new Variant('u', 8) }])
    const dns = new Variant('as', ['10.0.0.1'])
    const gateway = s('10.0.0.1')
    const beside = withLeasesBeside(profile({ 'address-data': own, gateway, 'dns-data': dns }), [
      LEASE,
    ])
    expect(written(beside)).toEqual(['10.0.0.7/8', '198.51.100.135/24'])
    expect(beside.ipv4).toMatchObject({ gateway, 'dns-data': dns })
    expect(beside.ipv4?.dns).toBe(undefined)
  })

  it.each([
    ['the NIC leads nowhere by default', { 'never-default': new Variant('b', true) }, LEASE],
    ['DHCP names none', {}, { ...LEASE, gateway: null }],
  ])('has no gateway where %s', (_, more, lease) => {
    expect(withLeasesBeside(profile(more), [lease]).ipv4?.gateway).toBe(undefined)
  })

  it('while it is tried, a server that is silent does not end it', () => {
    expect(setting(askingForEver(profile(), [LEASE]), 'ipv4', 'dhcp-timeout')).toBe(2_147_483_647)
  })
})

describe('what is to be known before it is kept or given up', () => {
  it.each([
    ['nothing where the same was given', '198.51.100.135', undefined],
    ['that the server is silent', undefined, 'doubt.dhcp-silent'],
    ['that it gives another', '198.51.100.222', 'doubt.dhcp-other'],
  ])('is %s', (_, given, key) => {
    expect(leaseDoubt('br0', [LEASE], { ipv4: given, ipv6: undefined })?.key).toBe(key)
  })

  it('is that of both families together; silence is the worse of two', () => {
    const both = [LEASE, LEASE6]
    const doubt = (ipv4: unknown, ipv6: unknown) => leaseDoubt('br0', both, { ipv4, ipv6 })
    expect(doubt(LEASE.address, LEASE6.address)).toBe(null)
    expect(doubt(LEASE.address, undefined)).toMatchObject({
      key: 'doubt.dhcp-silent',
      params: { address: LEASE6.address },
    })
    expect(doubt('198.51.100.222', '2001:db8::2')).toMatchObject({
      key: 'doubt.dhcp-other',
      params: {
        address: '198.51.100.135, 2001:db8:51:64::1abc',
        other: '198.51.100.222, 2001:db8::2',
      },
    })
    expect(doubt('198.51.100.222', undefined)?.key).toBe('doubt.dhcp-silent')
    expect(leasesInDoubt(both, { ipv4: LEASE.address, ipv6: '2001:db8::2' })).toEqual([LEASE6])
  })
})
