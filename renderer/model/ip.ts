import { formatSubnet, subnetOf } from '../../shared/rules/ip.ts'

/** The subnet that an IPv4 address is on, as a person writes it; null for anything else. */
export function ipv4Network(address: string, prefix: number): string | null {
  const subnet = subnetOf(address, prefix)
  return subnet?.family === 'ipv4' ? formatSubnet(subnet) : null
}

/** An address as a person writes it; alone where its subnet is not known. */
export function cidr(item: { address: string; prefix: number | null }): string {
  return item.prefix === null ? item.address : `${item.address}/${item.prefix}`
}
