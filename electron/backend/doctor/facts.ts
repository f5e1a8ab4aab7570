/** Small questions about the inventory that several checks ask. Pure. */
import type { HostInterface } from '../../../shared/model/host.ts'
import { isActive } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import { isRouted, ownsBridge } from '../../../shared/rules/networks/kinds.ts'
import { withDefaultRoute } from '../../../shared/rules/default-route.ts'
import { linkOf } from './view.ts'
import type { Link, Kernel, PortVlan, View } from './view.ts'
import type { NicPath } from './scope.ts'

/** The interface that its guests' packets are routed by, whatever the network itself names. */
export function routeOut({ uuid }: Network, { uplinks, world }: View): string | null {
  const [withGateway] = withDefaultRoute(world.interfaces)
  return uplinks.get(`${uuid} ipv4`) ?? uplinks.get(`${uuid} ipv6`) ?? withGateway?.name ?? null
}

/**
 * Is it tied to an interface that can't lead out, while the route goes by another? One that is there
 * and stands by itself may be tied to on purpose.
 */
export function isTiedElsewhere(network: Network, view: View): boolean {
  const [named] = network.forwardDevices
  if (named === undefined || view.links === null || !isRouted(network.kind)) return false
  const out = routeOut(network, view)
  const link = linkOf(view, named)
  return out !== null && out !== named && (link === undefined || link.master !== null)
}

/** What the host itself asks for names, of both families; each once. */
export function nameServersOf(interfaces: HostInterface[]): string[] {
  return [...new Set(interfaces.flatMap(({ ipv4, ipv6 }) => [...ipv4.dns, ...ipv6.dns]))]
}

export function isPlugged({ machine, nic }: NicPath): boolean {
  return isActive(machine) && nic.plugged
}

/** Plugged in, its cable too: what is wrong with it lies further on. */
export function isConnected(path: NicPath): boolean {
  return isPlugged(path) && path.nic.linkUp && !['paused', 'suspended'].includes(path.machine.state)
}

export function pluggedInto({ world, paths }: View, network: Network): NicPath[] {
  const known = paths.filter((path) => path.network?.uuid === network.uuid && isPlugged(path))
  if (known.length > 0) return known
  return world.machines.flatMap((machine) =>
    machine.nics
      .filter(({ source }) => source.type === 'network' && source.network === network.name)
      .map((nic) => ({ machine, nic, network, bridge: network.bridge }))
      .filter(isPlugged),
  )
}

/** Bridges of the host itself, with a NIC as a port: who is on them is on the LAN. */
export function isHostBridge(
  { world, networks }: Pick<View, 'world' | 'networks'>,
  bridge: string,
): boolean {
  const all = [...world.networks, ...networks]
  return !all.some((network) => network.bridge === bridge && ownsBridge(network.kind))
}

/** NICs with VLAN tags that are plugged into a bridge of the host's. */
export function taggedOn(view: View, bridge: string): NicPath[] {
  if (!isHostBridge(view, bridge)) return []
  return view.paths.filter((path) => path.bridge === bridge && path.nic.vlan && isPlugged(path))
}

/** Their tags, each once. */
export function idsOn(paths: NicPath[]): number[] {
  const ids = paths.flatMap(({ nic }) => nic.vlan?.tags.map(({ id }) => id) ?? [])
  return [...new Set(ids)].sort((a, b) => a - b)
}

export function vlansOfPort({ portVlans }: View, port: string): PortVlan[] {
  return portVlans?.get(port) ?? []
}

export function portsOf({ links }: Kernel, bridge: string): Link[] {
  return (links ?? []).filter(({ master }) => master === bridge)
}

/** Ports that lead out, as opposed to the taps of machines. */
export function uplinksOf(view: Kernel & Pick<View, 'world'>, bridge: string): Link[] {
  const taps = new Set(view.world.machines.flatMap(({ nics }) => nics.map(({ tap }) => tap)))
  return portsOf(view, bridge).filter(({ name, kind }) => !taps.has(name) && kind !== 'tun')
}

/** Its ports that lead out; NetworkManager takes one without a signal from its bridge after a while. */
export function waysOut(view: Kernel & Pick<View, 'world'>, bridge: string): Link[] {
  const ports = uplinksOf(view, bridge)
  const made = view.world.interfaces.find(({ name }) => name === bridge)?.madeByPuente
  const nic = linkOf(view, made?.nic ?? null)
  return ports.length === 0 && nic ? [nic] : ports
}

export function names(paths: NicPath[]): string {
  return [...new Set(paths.map(({ machine }) => machine.name))].join(', ')
}
