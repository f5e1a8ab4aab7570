import { formatIpv4, parseIpv4 } from '../../shared/rules/ipv4.ts'

/** The subnet that an IPv4 address is on, as a person writes it; null for anything else. */
export function ipv4Network(address: string, prefix: number): string | null {
  const value = parseIpv4(address)
  return value === null ? null : `${formatIpv4(value - (value % 2 ** (32 - prefix)))}/${prefix}`
}

/** An address as a person writes it; alone where its subnet is not known. */
export function cidr(item: { address: string; prefix: number | null }): string {
  return item.prefix === null ? item.address : `${item.address}/${item.prefix}`
}
