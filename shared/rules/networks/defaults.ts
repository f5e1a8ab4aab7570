/** What a new network of each kind is filled in with: names and a subnet that are free. Pure. */
import { isNic } from '../../model/host.ts'
import type { HostInterface } from '../../model/host.ts'
import { emptyDefinition } from '../../model/network-definition.ts'
import type { DefinedSubnet, NetworkDefinition } from '../../model/network-definition.ts'
import type { NetworkKind } from '../../model/network-kind.ts'
import type { Network } from '../../model/network.ts'
import type { Family } from '../ip.ts'
import { firstFreeName } from '../names.ts'
import { withDefaultRoute } from '../default-route.ts'
import { hasPart, isOnHostBridge, ownsBridge } from './kinds.ts'
import { usableSubnet, usualDhcpRange } from './subnets.ts'
import type { OccupiedSubnet } from './subnets.ts'

export interface Host {
  networks: Pick<Network, 'name' | 'kind' | 'bridge'>[]
  interfaces: HostInterface[]
  occupied: OccupiedSubnet[]
  /** 40 random bits, for IPv6. */
  random: bigint
}

const names: Record<NetworkKind, string> = {
  nat: 'nat',
  routed: 'routed',
  open: 'open',
  isolated: 'isolated',
  'very-isolated': 'very-isolated',
  bridged: 'host-bridge',
  macvtap: 'direct-macvtap',
  hostdev: 'sr-iov',
  openvswitch: 'openvswitch',
}

export function usualDefinition(kind: NetworkKind, host: Host): NetworkDefinition {
  const definition = emptyDefinition(freeName(names[kind], host), kind)
  return {
    ...definition,
    bridge: usualBridge(kind, host),
    subnets: hasPart(kind, 'subnets') ? usualSubnets(host) : [],
    devices: hasPart(kind, 'macvtap') ? usualDevices(host) : [],
  }
}

/** The same for a network that is a copy of another. */
export function copiedDefinition(original: NetworkDefinition, host: Host): NetworkDefinition {
  const moved = original.subnets.map(({ family }) => usualSubnet(family, host))
  const stays = moved.some((subnet) => subnet === null)
  return {
    ...original,
    name: freeName(`${original.name}-copy`, host),
    bridge: ownsBridge(original.kind) ? usualBridge(original.kind, host) : original.bridge,
    mac: null,
    subnets: stays ? original.subnets : moved.filter((subnet) => subnet !== null),
    // What names addresses of the old subnets would be wrong in the new ones.
    dns: { ...original.dns, hosts: [] },
    routes: [],
  }
}

/** A subnet that can be used, with a DHCP range; null when every candidate is taken. */
export function usualSubnet(family: Family, host: Host): DefinedSubnet | null {
  const free = usableSubnet(family, host.occupied, host.random)
  if (!free) return null
  const range = usualDhcpRange(free.address, free.prefix)
  const dhcpRanges = range ? [{ ...range, leaseSeconds: null }] : []
  return { family, ...free, dhcpRanges, reservations: [] }
}

/** Bridges of the host that machines may be plugged into: not those that libvirt made. */
export function hostBridges({ networks, interfaces }: Pick<Host, 'networks' | 'interfaces'>) {
  const own = networks.filter(({ kind }) => ownsBridge(kind)).map(({ bridge }) => bridge)
  const bridges = interfaces.filter(
    ({ name, kind, bridge }) => kind === 'bridge' && !own.includes(name) && !bridge?.isDown,
  )
  const leadsOut = ({ ports }: HostInterface) =>
    interfaces.some((item) => isNic(item) && ports.includes(item.name))
  return bridges.sort((a, b) => Number(leadsOut(b)) - Number(leadsOut(a)))
}

/** NICs that macvtap can use, the one with the way out first. */
export function macvtapDevices(interfaces: HostInterface[]): HostInterface[] {
  const able = interfaces.filter((item) => isNic(item) && item.controller === null)
  return [...new Set([...withDefaultRoute(able), ...withDefaultRoute(able, ['ipv6']), ...able])]
}

function usualBridge(kind: NetworkKind, host: Host): string | null {
  if (hasPart(kind, 'host-bridge')) {
    return isOnHostBridge(kind) ? (hostBridges(host)[0]?.name ?? null) : null
  }
  if (!ownsBridge(kind)) return null
  const taken = [
    ...host.networks.flatMap(({ bridge }) => (bridge ? [bridge] : [])),
    ...host.interfaces.map(({ name }) => name),
  ]
  return firstFreeName(taken, (index) => `virbr${index}`)
}

function usualSubnets(host: Host): DefinedSubnet[] {
  const subnet = usualSubnet('ipv4', host)
  return subnet ? [subnet] : []
}

function usualDevices({ interfaces }: Host): string[] {
  const [best] = macvtapDevices(interfaces)
  return best ? [best.name] : []
}

function freeName(wanted: string, { networks }: Host): string {
  const taken = networks.map(({ name }) => name)
  return firstFreeName(taken, (index) => (index === 0 ? wanted : `${wanted}-${index}`))
}
