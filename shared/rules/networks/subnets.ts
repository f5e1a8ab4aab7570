/** Which subnets are taken on this computer, and a free one for a new network. Pure. */
import type { HostInterface } from '../../model/host.ts'
import type { Network } from '../../model/network.ts'
import {
  bits,
  formatAddress,
  formatSubnet,
  hostRange,
  overlap,
  parseSubnet,
  subnetOf,
} from '../ip.ts'
import type { Family, Subnet } from '../ip.ts'
import { ownsBridge } from './kinds.ts'

/** libvirt refuses a range of more than 65,535 addresses. */
const MOST_LEASES = 4096n

/** A subnet in use, and by whom, so that a person can be told. */
export interface OccupiedSubnet {
  /** `192.0.2.0/24` */
  subnet: string
  by: 'network' | 'interface'
  /** The network's name, or the interface that has the address or the route. */
  name: string
  /** Has this computer an address in it? Then its neighbours are there, and not only a way. */
  connected?: true
}

/**
 * What networks, running or not, and interfaces with their routes occupy. A network speaks for its
 * own bridge.
 */
export function occupiedSubnets(
  networks: Pick<Network, 'name' | 'kind' | 'bridge' | 'subnets'>[],
  interfaces: Pick<HostInterface, 'name' | 'kind' | 'ipv4' | 'ipv6'>[],
): OccupiedSubnet[] {
  const ofNetworks = networks.flatMap(({ name, subnets }) =>
    subnets.map(({ address, prefix }) => occupied(address, prefix, 'network', name)),
  )
  const bridges = new Set(
    networks.filter(({ kind }) => ownsBridge(kind)).map(({ bridge }) => bridge),
  )
  const ofInterfaces = interfaces
    .filter(({ name, kind }) => !bridges.has(name) && kind !== 'loopback')
    .flatMap(({ name, ipv4, ipv6 }) =>
      [ipv4, ipv6].flatMap(({ addresses, routes }) => [
        ...addresses.map(({ address, prefix }) => connected(address, prefix, name)),
        ...routes.map(({ destination, prefix }) => {
          return occupied(destination, prefix, 'interface', name)
        }),
      ]),
    )
  return distinct([...ofNetworks, ...ofInterfaces].filter((item) => item !== null))
}

/** The same, once; default routes and what only reaches the same cable are in nobody's way. */
export function distinct(list: OccupiedSubnet[]): OccupiedSubnet[] {
  const found = new Map<string, OccupiedSubnet>()
  for (const item of list) {
    const subnet = parseSubnet(item.subnet)
    if (!subnet || subnet.prefix === 0 || everywhere.some((other) => overlap(subnet, other)))
      continue
    const key = `${item.subnet} ${item.name}`
    if (!found.get(key)?.connected) found.set(key, item)
  }
  return [...found.values()]
}

const everywhere = ['fe80::/10', 'ff00::/8', '127.0.0.0/8', '::1/128', '224.0.0.0/4']
  .map(parseSubnet)
  .filter((subnet) => subnet !== null)

function occupied(
  address: string,
  prefix: number,
  by: OccupiedSubnet['by'],
  name: string,
): OccupiedSubnet | null {
  const subnet = subnetOf(address, prefix)
  return subnet && { subnet: formatSubnet(subnet), by, name }
}

function connected(address: string, prefix: number, name: string): OccupiedSubnet | null {
  const item = occupied(address, prefix, 'interface', name)
  return item && { ...item, connected: true }
}

/** Everything that the subnet is equal to, inside of, or around. */
export function collisionsOf(subnet: Subnet, occupied: OccupiedSubnet[]): OccupiedSubnet[] {
  return occupied.filter((item) => {
    const other = parsed(item)
    return other !== null && overlap(subnet, other)
  })
}

/** A free place for each of many is looked for among the same, again and again. */
const read = new WeakMap<OccupiedSubnet, Subnet | null>()

function parsed(item: OccupiedSubnet): Subnet | null {
  const known = read.get(item)
  if (known !== undefined) return known
  const subnet = parseSubnet(item.subnet)
  read.set(item, subnet)
  return subnet
}

/**
 * Is it a route wider than the subnet? Then the subnet's own route wins on this computer, and
 * whatever of the other is inside the subnet is out of reach: a VPN that routes every private range.
 * Another network's guests, or neighbours on the LAN, would be cut off: those are collisions.
 */
function isAround(subnet: Subnet, { by, connected, subnet: other }: OccupiedSubnet): boolean {
  const isWider = (parseSubnet(other)?.prefix ?? subnet.prefix) < subnet.prefix
  return by === 'interface' && !connected && isWider
}

/** What takes addresses of the subnet away: the same, narrower, or another network. */
export function conflictsOf(subnet: Subnet, occupied: OccupiedSubnet[]): OccupiedSubnet[] {
  return collisionsOf(subnet, occupied).filter((item) => !isAround(subnet, item))
}

/** What loses addresses to the subnet: wider routes around it. */
export function routesAround(subnet: Subnet, occupied: OccupiedSubnet[]): OccupiedSubnet[] {
  return collisionsOf(subnet, occupied).filter((item) => isAround(subnet, item))
}

/**
 * A subnet that nothing on this computer uses or has a route to: libvirt's own 192.168.122.0/24
 * and what follows it, then the rest of 192.168, 10 and 172.16; in IPv6 a /64 of `fd00::/8` with
 * the given 40 random bits (RFC 4193).
 */
export function freeSubnet(
  family: Family,
  occupied: OccupiedSubnet[],
  random = 0n,
): { address: string; prefix: number } | null {
  return firstCandidate(family, random, (subnet) => collisionsOf(subnet, occupied).length === 0)
}

/** The same, and where everything is routed somewhere, one whose own route wins. */
export function usableSubnet(
  family: Family,
  occupied: OccupiedSubnet[],
  random = 0n,
): { address: string; prefix: number } | null {
  return (
    freeSubnet(family, occupied, random) ??
    firstCandidate(family, random, (subnet) => conflictsOf(subnet, occupied).length === 0)
  )
}

function firstCandidate(
  family: Family,
  random: bigint,
  isFree: (subnet: Subnet) => boolean,
): { address: string; prefix: number } | null {
  const candidates = family === 'ipv4' ? ipv4Candidates() : ipv6Candidates(random)
  for (const candidate of candidates) {
    const subnet = parseSubnet(candidate)
    if (subnet && isFree(subnet)) return withHost(subnet)
  }
  return null
}

/** The range that DHCP may hand out: the larger part of what the host's own address leaves. */
export function usualDhcpRange(
  address: string,
  prefix: number,
): { start: string; end: string } | null {
  const subnet = subnetOf(address, prefix)
  const range = subnet && hostRange(subnet)
  if (!subnet || !range) return null
  const { family } = subnet
  const own = subnetOf(address, bits[family])?.first ?? 0n
  const above = range.last.value - own
  const below = own - range.first.value
  const [start, end] = above >= below ? [own + 1n, range.last.value] : [range.first.value, own - 1n]
  const most = start + MOST_LEASES - 1n
  return {
    start: formatAddress({ family, value: start }),
    end: formatAddress({ family, value: end < most ? end : most }),
  }
}

function withHost(subnet: Subnet): { address: string; prefix: number } {
  const { family, first, prefix } = subnet
  return { address: formatAddress({ family, value: first + 1n }), prefix }
}

function* ipv4Candidates(): Generator<string> {
  for (let third = 122; third < 255; third++) yield `192.168.${third}.0/24`
  for (let third = 121; third > 2; third--) yield `192.168.${third}.0/24`
  for (let second = 17; second < 255; second++) yield `10.${second}.122.0/24`
  for (let second = 31; second > 15; second--) yield `172.${second}.122.0/24`
}

function* ipv6Candidates(random: bigint): Generator<string> {
  const site = (0xfdn << 40n) | (random & 0xff_ffff_ffffn)
  for (let id = 1n; id < 1024n; id++) {
    const value = (site << 80n) | (id << 64n)
    yield `${formatAddress({ family: 'ipv6', value })}/64`
  }
}
