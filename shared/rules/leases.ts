/** Which leases hold an address at a moment. Pure. */
import type { Lease } from '../model/network.ts'

export function isHeld({ expiresAt }: Lease, now: number): boolean {
  return expiresAt === 0 || expiresAt * 1000 > now
}

/** @param now in milliseconds since 1970 */
export function heldLeases(leases: readonly Lease[], now = Date.now()): Lease[] {
  return leases.filter((lease) => isHeld(lease, now))
}
