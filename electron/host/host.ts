/** What the kernel of this computer knows, also where NetworkManager is absent or looks away. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import type { NetworkInterfaceInfo } from 'node:os'
import { basename } from 'node:path'
import { formatSubnet, parseSubnet } from '../../shared/rules/ip.ts'
import type { Traffic } from '../../shared/model/traffic.ts'
import type { OccupiedSubnet } from '../../shared/rules/networks/subnets.ts'
import { arpNeighbours, readIpv6Neighbours } from './neighbours.ts'
import type { Neighbour } from './neighbours.ts'
import { kernelRoutes } from './routes.ts'
import type { KernelRoute } from './routes.ts'
import { readHostTraffic } from './traffic.ts'

/**
 * The host that a libvirt runs on, as far as it can be looked at. Chosen once, in backend/main.ts; what
 * is asked of it may have to cross a wire.
 */
export interface Host {
  /** `here`: this computer. `unknown`: another one, of which libvirt tells what is libvirt's. */
  readonly place: 'here' | 'unknown'
  interfaceNames(): Promise<string[]>
  /** Of these, the interfaces that are known not to be there. */
  missing(interfaceNames: string[]): Promise<string[]>
  /** Every subnet that the host has a route to, its own addresses' included. */
  routedSubnets(): Promise<OccupiedSubnet[]>
  ipv4Neighbours(): Promise<Neighbour[]>
  /** Starts a process. */
  ipv6Neighbours(): Promise<Neighbour[]>
  /** Does it listen to router advertisements? The kernel's `accept_ra`: 2 is also as a router. */
  acceptRa(interfaceName: string): Promise<number | null>
  /** Bytes and packets of each interface, since it is there. */
  traffic(): Promise<Record<string, Traffic>>
}

export const thisHost: Host = {
  place: 'here',
  interfaceNames: async () => interfaceNames(),
  missing: async (names) => {
    const there = new Set(interfaceNames())
    return names.filter((name) => !there.has(name))
  },
  routedSubnets: async () => routedSubnets(),
  ipv4Neighbours: async () => arpNeighbours(readIfThere('/proc/net/arp')),
  ipv6Neighbours: readIpv6Neighbours,
  acceptRa: async (name) => acceptRa(name),
  traffic: async () => readHostTraffic(),
}

export const unknownHost: Host = {
  place: 'unknown',
  interfaceNames: async () => [],
  missing: async () => [],
  routedSubnets: async () => [],
  ipv4Neighbours: async () => [],
  ipv6Neighbours: async () => [],
  acceptRa: async () => null,
  traffic: async () => ({}),
}

export function interfaceNames(): string[] {
  return readdirSync('/sys/class/net')
}

export function isBridge(name: string): boolean {
  return existsSync(`/sys/class/net/${name}/bridge`)
}

/** Each interface's bridge, or what else it is a port of; null for none. */
export function controllers(): Map<string, string | null> {
  return new Map(interfaceNames().map((name) => [name, controllerOf(name)]))
}

function controllerOf(name: string): string | null {
  try {
    return basename(readlinkSync(`/sys/class/net/${name}/master`))
  } catch {
    return null
  }
}

/** Every subnet that this computer has a route to, its own addresses' included. */
export function routedSubnets(): OccupiedSubnet[] {
  return [
    ...ownSubnets(networkInterfaces()),
    ...Object.values(kernelRoutes()).flat().flatMap(subnetOfRoute),
  ]
}

export function subnetOfRoute({
  interface: name,
  destination,
  prefix,
}: KernelRoute): OccupiedSubnet[] {
  return occupied(`${destination}/${prefix}`, name)
}

/** Of the addresses that this computer has itself, whoever gave them to it. */
export function ownSubnets(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): OccupiedSubnet[] {
  return Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses.flatMap(({ cidr }) =>
      occupied(cidr ?? '', name).map((item) => ({ ...item, connected: true as const })),
    ),
  )
}

function occupied(text: string, name: string): OccupiedSubnet[] {
  const subnet = parseSubnet(text)
  if (!subnet || name === 'lo') return []
  return [{ subnet: formatSubnet(subnet), by: 'interface', name }]
}

function acceptRa(name: string): number | null {
  const text = readIfThere(`/proc/sys/net/ipv6/conf/${name}/accept_ra`).trim()
  return text === '' ? null : Number(text)
}

/** A kernel without IPv6 has no such table. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
