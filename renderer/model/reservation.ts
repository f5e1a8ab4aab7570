/** A reservation that is to be filled in. */
import type { NetworkDefinition } from '../../shared/model/network-definition.ts'

type Subnet = NetworkDefinition['subnets'][number]

/** By MAC, or in IPv6 by the client's DUID. */
export function newReservation(family: Subnet['family']): Subnet['reservations'][number] {
  const isIpv6 = family === 'ipv6'
  return { mac: isIpv6 ? null : '', id: isIpv6 ? '' : null, name: null, address: '' }
}

/** In the first subnet that hands out addresses. */
export function addReservation({ subnets }: NetworkDefinition): void {
  const subnet = subnets.find(
    ({ dhcpRanges, reservations }) => dhcpRanges.length + reservations.length > 0,
  )
  subnet?.reservations.push(newReservation(subnet.family))
}
