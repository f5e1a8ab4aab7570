/** A reservation that is to be filled in. */
import type { NetworkDefinition } from '../../shared/model/network-definition.ts'

type Subnet = NetworkDefinition['subnets'][number]

export function newReservation(): Subnet['reservations'][number] {
  return { mac: null, id: null, name: null, address: '' }
}

/** In the first subnet that hands out addresses. */
export function addReservation({ subnets }: NetworkDefinition): void {
  const subnet = subnets.find(
    ({ dhcpRanges, reservations }) => dhcpRanges.length + reservations.length > 0,
  )
  subnet?.reservations.push(newReservation())
}
