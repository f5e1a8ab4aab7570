/** Where an address of a subnet is once that lies elsewhere. Pure. */
import { bits, formatAddress, isIn, parseAddress, subnetOf } from '../ip.ts'
import type { Subnet } from '../ip.ts'

export interface SubnetTarget {
  address: string
  prefix: number
}

/** Of an address in one subnet its twin in another; null: it is not in the first, or has no room. */
export function movedAddress(
  address: string,
  from: SubnetTarget,
  target: SubnetTarget,
): string | null {
  const move = moveOf(from, target)
  return move && isInside(address, move.from) ? twin(address, move) : null
}

export interface Move {
  from: Subnet
  to: Subnet
}

export function moveOf(
  { address, prefix }: SubnetTarget,
  target: SubnetTarget | null,
): Move | null {
  const from = subnetOf(address, prefix)
  const to = target && subnetOf(target.address, target.prefix)
  return from && to ? { from, to } : null
}

export function isInside(address: string, subnet: Subnet): boolean {
  const parsed = parseAddress(address)
  return parsed !== null && isIn(parsed, subnet)
}

/** As far from the first address as before; null where the new subnet ends before that. */
export function twin(address: string, { from, to }: Move): string | null {
  const offset = (parseAddress(address)?.value ?? from.first) - from.first
  const size = 1n << BigInt(bits[to.family] - to.prefix)
  // The last one is the broadcast address of an IPv4 subnet.
  const fits = offset > 0n && offset < (to.family === 'ipv4' ? size - 1n : size)
  return fits ? formatAddress({ family: to.family, value: to.first + offset }) : null
}
