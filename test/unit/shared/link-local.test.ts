import { describe, expect, it } from 'vitest'
import { globalAddresses } from '../../../shared/rules/global-addresses.ts'
import { isLinkLocal } from '../../../shared/rules/ip.ts'
import type { IpState } from '../../../shared/model/host.ts'

describe('link-local is what begins with fe80::/10', () => {
  it.each(['fe80::1', 'FE80::1', 'fe90::1', 'febf:ffff::1', 'fe80::1%eth0'])('%s is', (address) =>
    expect(isLinkLocal(address)).toBe(true),
  )
  it.each(['fec0::1', 'fe7f::1', 'fd00::fe80', '198.51.100.1', '169.254.1.1', 'no address'])(
    '%s is not',
    (address) => expect(isLinkLocal(address)).toBe(false),
  )
})

it('what others reach an interface by is all but those', () => {
  const ip = (...addresses: string[]): IpState => ({
    ...{ method: 'auto', gateway: null, routes: [], dns: [] },
    addresses: addresses.map((address) => ({ address, prefix: 64 })),
  })
  const item = { ipv4: ip('198.51.100.1'), ipv6: ip('fe80::1', 'febf::1', 'fd00::1') }
  expect(globalAddresses(item)).toEqual(['198.51.100.1/64', 'fd00::1/64'])
})
