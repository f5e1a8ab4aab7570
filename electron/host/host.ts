/** What a host's kernel knows, also where NetworkManager is absent or looks away. */
import { formatSubnet, parseSubnet } from '../../shared/rules/ip.ts'
import type { Traffic } from '../../shared/model/traffic.ts'
import type { OccupiedSubnet } from '../../shared/rules/networks/subnets.ts'
import { arpNeighbours, readIpv6Neighbours } from './neighbours.ts'
import type { Neighbour } from './neighbours.ts'
import { readRoutes } from './routes.ts'
import type { KernelRoute } from './routes.ts'
import { readFile, unknownSide } from './side.ts'
import type { HostSide } from './side.ts'
import { readHostTraffic } from './traffic.ts'

/** The host that a libvirt runs on, as far as it can be looked at. Chosen once, in backend/which-host.ts. */
export interface Host {
  /** May its network be shown? Of some libvirts it can't be looked at, of others it is not theirs. */
  readonly network: 'known' | 'unknown'
  /** What its files and programs are asked through. */
  readonly side: HostSide
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

export function hostOf(side: HostSide): Host {
  return {
    network: 'known',
    side,
    interfaceNames: () => readInterfaceNames(side),
    missing: async (names) => {
      const there = new Set(await readInterfaceNames(side))
      return names.filter((name) => !there.has(name))
    },
    routedSubnets: () => routedSubnets(side),
    ipv4Neighbours: async () => arpNeighbours(await readFile(side, '/proc/net/arp')),
    ipv6Neighbours: () => readIpv6Neighbours(side),
    acceptRa: (name) => acceptRa(side, name),
    traffic: () => readHostTraffic(side),
  }
}

/** @param side of a host whose files and programs are known all the same */
export function hostWithoutNetwork(side: HostSide = unknownSide): Host {
  return {
    network: 'unknown',
    side,
    interfaceNames: async () => [],
    missing: async () => [],
    routedSubnets: async () => [],
    ipv4Neighbours: async () => [],
    ipv6Neighbours: async () => [],
    acceptRa: async () => null,
    traffic: async () => ({}),
  }
}

export async function readInterfaceNames(side: HostSide): Promise<string[]> {
  const [names] = await side.readFolders(['/sys/class/net'])
  return names ?? []
}

/** Names of the host's bridges. */
export async function readBridgeNames(side: HostSide): Promise<string[]> {
  const names = await readInterfaceNames(side)
  const modes = await side.readModes(names.map((name) => `/sys/class/net/${name}/bridge`))
  return names.filter((_, index) => modes[index] !== null)
}

async function routedSubnets(side: HostSide): Promise<OccupiedSubnet[]> {
  const [addresses, routes] = await Promise.all([side.addresses(), readRoutes(side)])
  return [...ownSubnets(addresses), ...Object.values(routes).flat().flatMap(subnetOfRoute)]
}

export function subnetOfRoute({
  interface: name,
  destination,
  prefix,
}: KernelRoute): OccupiedSubnet[] {
  return occupied(`${destination}/${prefix}`, name)
}

/** Of the addresses that the host has itself, whoever gave them to it. */
export function ownSubnets(addresses: { interface: string; cidr: string }[]): OccupiedSubnet[] {
  return addresses
    .flatMap(({ interface: name, cidr }) => occupied(cidr, name))
    .map((item) => ({ ...item, connected: true as const }))
}

function occupied(text: string, name: string): OccupiedSubnet[] {
  const subnet = parseSubnet(text)
  if (!subnet || name === 'lo') return []
  return [{ subnet: formatSubnet(subnet), by: 'interface', name }]
}

async function acceptRa(side: HostSide, name: string): Promise<number | null> {
  const text = (await readFile(side, `/proc/sys/net/ipv6/conf/${name}/accept_ra`)).trim()
  return text === '' ? null : Number(text)
}
