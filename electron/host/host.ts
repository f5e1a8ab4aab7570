/** What the kernel of this computer knows, also where NetworkManager is absent or looks away. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
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

export interface HostView {
  interfaceNames(): string[]
  /** Is it known that there is no such interface? */
  lacks(interfaceName: string): boolean
  /** Every subnet that the computer has a route to, its own addresses' included. */
  routedSubnets(): OccupiedSubnet[]
  ipv4Neighbours(): Neighbour[]
  /** Starts a process. */
  ipv6Neighbours(): Promise<Neighbour[]>
  /** Does it listen to router advertisements? The kernel's `accept_ra`: 2 is also as a router. */
  acceptRa(interfaceName: string): number | null
  traffic(): Record<string, Traffic>
}

export const thisHost: HostView = {
  interfaceNames,
  lacks: (name) => !interfaceNames().includes(name),
  routedSubnets,
  ipv4Neighbours: () => arpNeighbours(readIfThere('/proc/net/arp')),
  ipv6Neighbours: readIpv6Neighbours,
  acceptRa,
  traffic: readHostTraffic,
}

/** Of another host libvirt tells only what is libvirt's. */
export const elsewhere: HostView = {
  interfaceNames: () => [],
  lacks: () => false,
  routedSubnets: () => [],
  ipv4Neighbours: () => [],
  ipv6Neighbours: async () => [],
  acceptRa: () => null,
  traffic: () => ({}),
}

export function interfaceNames(): string[] {
  return readdirSync('/sys/class/net')
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
