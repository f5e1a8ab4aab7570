/** What is wrong with one of a network's subnets. Pure. */
import type { DefinedSubnet, DhcpRange, Reservation } from '../../model/network-definition.ts'
import { bits, formatSubnet, isIn, isPrefix, overlap, parseAddress, subnetOf } from '../ip.ts'
import type { Subnet } from '../ip.ts'
import { isMac } from '../mac.ts'
import { isDomainName } from './dns-problems.ts'
import { problem } from '../problem.ts'
import type { Problem } from '../problem.ts'

/** Pairs of hex digits, as libvirt's schema has it. */
const duidPattern = /^[\da-f]{1,2}(:[\da-f]{1,2})*$/i
/** libvirt's own limit. */
const LARGEST_RANGE = 65_535n

/** @param others the network's subnets before this one */
export function subnetProblems(
  item: DefinedSubnet,
  at: string,
  others: DefinedSubnet[],
): Problem[] {
  const parsed = parseAddress(item.address)
  if (parsed?.family !== item.family) return [problem(`${at}.address`, item.family)]
  // A guest needs room beside the host.
  if (!isPrefix(item.family, item.prefix) || item.prefix > bits[item.family] - 2) {
    return [problem(`${at}.prefix`, 'prefix')]
  }
  const subnet = subnetOf(item.address, item.prefix)
  if (!subnet) return [problem(`${at}.prefix`, 'prefix')]
  return [
    ...addressProblems(parsed.value, subnet, at),
    ...overlapProblems(subnet, at, others),
    ...item.dhcpRanges.flatMap((range, index) =>
      rangeProblems(range, subnet, item.dhcpRanges.slice(0, index), `${at}.dhcpRanges.${index}`),
    ),
    ...item.reservations.flatMap((reservation, index) =>
      reservationProblems(reservation, item, subnet, index, `${at}.reservations.${index}`),
    ),
    ...dhcpv6Problems(item, at),
  ]
}

function addressProblems(value: bigint, subnet: Subnet, at: string): Problem[] {
  const last = subnet.first + (1n << BigInt(bits[subnet.family] - subnet.prefix)) - 1n
  const isEdge = value === subnet.first || (subnet.family === 'ipv4' && value === last)
  return isEdge ? [problem(`${at}.address`, 'host-address')] : []
}

function overlapProblems(subnet: Subnet, at: string, others: DefinedSubnet[]): Problem[] {
  const clash = others
    .map((other) => subnetOf(other.address, other.prefix))
    .find((other) => other !== null && overlap(subnet, other))
  return clash ? [problem(`${at}.address`, 'own-overlap', { subnet: formatSubnet(clash) })] : []
}

function rangeProblems(
  range: DhcpRange,
  subnet: Subnet,
  others: DhcpRange[],
  at: string,
): Problem[] {
  const [start, end] = [parseAddress(range.start), parseAddress(range.end)]
  const inside = { subnet: formatSubnet(subnet) }
  if (!start || !isIn(start, subnet)) return [problem(`${at}.start`, 'outside', inside)]
  if (!end || !isIn(end, subnet)) return [problem(`${at}.end`, 'outside', inside)]
  if (start.value > end.value) return [problem(`${at}.end`, 'range-order')]
  if (end.value - start.value >= LARGEST_RANGE) return [problem(`${at}.end`, 'range-size')]
  const crosses = others.some((other) => {
    const [first, last] = [parseAddress(other.start), parseAddress(other.end)]
    return first && last && start.value <= last.value && first.value <= end.value
  })
  return crosses ? [problem(`${at}.start`, 'range-overlap')] : []
}

function reservationProblems(
  item: Reservation,
  { address: own, reservations }: DefinedSubnet,
  subnet: Subnet,
  index: number,
  at: string,
): Problem[] {
  const address = parseAddress(item.address)
  if (!address || !isIn(address, subnet)) {
    return [problem(`${at}.address`, 'outside', { subnet: formatSubnet(subnet) })]
  }
  const before = reservations.slice(0, index)
  const parsedFamily = address.family
  const found: Problem[] = []
  if (address.value === parseAddress(own)?.value)
    found.push(problem(`${at}.address`, 'own-address'))
  if (before.some((other) => other.address === item.address)) {
    found.push(problem(`${at}.address`, 'address-twice'))
  }
  if (item.mac !== null && !isMac(item.mac)) found.push(problem(`${at}.mac`, 'mac'))
  else if (item.mac !== null && before.some(({ mac }) => mac === item.mac)) {
    found.push(problem(`${at}.mac`, 'mac-twice'))
  }
  // By a client's DUID or its name: dnsmasq knows no MAC in DHCPv6, and libvirt refuses one.
  if (item.mac !== null && parsedFamily === 'ipv6') found.push(problem(`${at}.mac`, 'mac-ipv6'))
  if (item.mac === null && item.id === null && !item.name) {
    found.push(problem(`${at}.mac`, parsedFamily === 'ipv6' ? 'who-ipv6' : 'who'))
  }
  if (item.id !== null && !duidPattern.test(item.id)) found.push(problem(`${at}.id`, 'duid'))
  if (item.name && !isDomainName(item.name)) found.push(problem(`${at}.name`, 'domain'))
  return found
}

/** dnsmasq hands out IPv6, reserved or not, only from a /64 or smaller part of one. */
function dhcpv6Problems(
  { family, prefix, dhcpRanges, reservations }: DefinedSubnet,
  at: string,
): Problem[] {
  const tooWide = family === 'ipv6' && prefix < 64 && dhcpRanges.length + reservations.length > 0
  return tooWide ? [problem(`${at}.prefix`, 'dhcpv6-prefix')] : []
}
