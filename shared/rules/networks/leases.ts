/** Which leases hold an address at a moment. Pure. */
import type { Lease, Network } from '../../model/network.ts'

/** Does libvirt's own server hand out addresses there: out of a range, or to those it knows? */
export function handsOut({ subnets }: Pick<Network, 'subnets'>, family?: 'ipv4' | 'ipv6'): boolean {
  return subnets.some(
    (subnet) =>
      (!family || subnet.family === family) &&
      (subnet.dhcpRanges.length > 0 || subnet.reservations.length > 0),
  )
}

export function isHeld({ expiresAt }: Lease, now: number): boolean {
  return expiresAt === 0 || expiresAt * 1000 > now
}

/** @param now in milliseconds since 1970 */
export function heldLeases(leases: readonly Lease[], now = Date.now()): Lease[] {
  return leases.filter((lease) => isHeld(lease, now))
}
