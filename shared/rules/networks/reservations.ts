/** Giving a machine always the same address. Pure. */
import type { NetworkDefinition, Reservation } from '../../model/network-definition.ts'
import { isIn, parseAddress, subnetOf } from '../ip.ts'
import { isDomainName } from './dns-problems.ts'

/**
 * The definition in which this machine has this address, and nobody else has it: by its MAC, in IPv6
 * by its DUID, or by its name where that is not known.
 */
export function withReservation(
  definition: NetworkDefinition,
  wanted: { mac: string; address: string; name: string | null; duid?: string | null },
): NetworkDefinition {
  const address = parseAddress(wanted.address)
  const mac = wanted.mac.toLowerCase()
  const subnets = definition.subnets.map((item) => {
    const subnet = subnetOf(item.address, item.prefix)
    if (!address || !subnet || !isIn(address, subnet)) return item
    const byMac = item.family === 'ipv4'
    const id = byMac ? null : (wanted.duid ?? null)
    const others = item.reservations.filter((other) => {
      const isSame = byMac ? other.mac === mac : id !== null && other.id === id
      return !isSame && other.address !== wanted.address
    })
    const name = wanted.name !== null && isFree(wanted.name, others) ? wanted.name : null
    return {
      ...item,
      reservations: [...others, { mac: byMac ? mac : null, id, name, address: wanted.address }],
    }
  })
  return { ...definition, subnets }
}

function isFree(name: string, others: Reservation[]): boolean {
  return isDomainName(name) && !others.some((other) => other.name === name)
}
