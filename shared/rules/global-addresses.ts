import type { HostInterface } from '../model/host.ts'
import { isLinkLocal } from './ip.ts'

/**
 * What others reach an interface by, as `address/prefix`, IPv4 first: without IPv6's link-local
 * ones, which belong to the interface and change with its name.
 */
export function globalAddresses({ ipv4, ipv6 }: Pick<HostInterface, 'ipv4' | 'ipv6'>): string[] {
  return [...ipv4.addresses, ...ipv6.addresses]
    .filter(({ address }) => !isLinkLocal(address))
    .map(({ address, prefix }) => `${address}/${prefix}`)
}
