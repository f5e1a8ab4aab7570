/** The host's part of the picture: what of its interfaces is shown, and how it leads out. Pure. */
import { withDefaultRoute } from '../../../shared/rules/default-route.ts'
import { isNic, type HostInterface } from '../../../shared/model/host.ts'
import type { Machine } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import { ownsBridge } from '../../../shared/rules/networks/kinds.ts'
import { ipv4Network } from '../ip.ts'
import { oneVlan, trunkOf } from './vlans.ts'
import type { Cable, CableState, HostNode, NodeOf } from './types.ts'

export interface HostPart {
  nodes: (NodeOf<'internet'> | NodeOf<'lan'> | HostNode)[]
  cables: Cable[]
  /** By an interface's name, the node that stands for it. */
  nodeByInterface: ReadonlyMap<string, string>
  /** Where traffic leaves that is not meant for a subnet of our own. */
  defaultRoute: string | null
}

/** Made and unmade by container engines: theirs, and dozens on some hosts. */
const ofContainers = /^(docker|br-[0-9a-f]{12}$|podman|cni|lxcbr|lxdbr|incusbr|cali|flannel)/

export function hostPart(
  interfaces: HostInterface[],
  networks: Network[],
  machines: Machine[],
): HostPart {
  const used = usedDevices(networks, machines)
  const ofLibvirt = new Set(
    networks.filter(({ kind }) => ownsBridge(kind)).map(({ bridge }) => bridge),
  )
  const allNics = interfaces.filter((item) => isShownNic(item, used))
  const taken = tagged(allNics, interfaces)
  const nics = allNics.filter((item) => !taken.has(item.name))
  const bridges = interfaces.filter(
    (item) =>
      item.kind === 'bridge' && !ofLibvirt.has(item.name) && isShownBridge(item, allNics, used),
  )
  const shown = new Map([...nics, ...bridges].map((item) => [item.name, nodeOf(item)]))
  const trunks = new Set([...taken.values()].map(({ nic }) => nic))
  const lans = lansOf([...shown.values()], shown, new Set([...used, ...trunks]))
  const gateway = [...lans.nodes.values()].some((lan) => lan.gateway !== null)
  return {
    nodes: [
      ...(gateway ? [{ id: 'internet', kind: 'internet' } as const] : []),
      ...lans.nodes.values(),
      ...shown.values(),
    ],
    cables: [
      ...[...lans.nodes.values()].filter((lan) => lan.gateway !== null).map(toInternet),
      ...lans.cables,
      ...portCables(shown),
      ...[...taken.values()].flatMap((vlan) => taggedCable(vlan, shown)),
    ],
    nodeByInterface: new Map([
      ...[...shown].map(([name, { id }]): [string, string] => [name, id]),
      ...[...taken].map(([name, { bridge }]): [string, string] => [name, `bridge:${bridge}`]),
    ]),
    defaultRoute: defaultRoute([...shown.values()]),
  }
}

function nodeOf(item: HostInterface): HostNode {
  const kind = item.kind === 'bridge' ? 'bridge' : 'nic'
  return { id: `${kind}:${item.name}`, kind, item }
}

function usedDevices(networks: Network[], machines: Machine[]): Set<string | null> {
  const sources = machines.flatMap(({ nics }) => nics.map(({ source }) => source))
  return new Set([
    ...networks.flatMap(({ bridge, forwardDevices }) => [bridge, ...forwardDevices]),
    ...sources.map((source) => (source.type === 'bridge' ? source.bridge : null)),
    ...sources.map((source) => (source.type === 'direct' ? source.device : null)),
  ])
}

/** The ends of containers' cables are left out: NetworkManager manages none of them. */
function isShownNic(item: HostInterface, used: Set<string | null>): boolean {
  if (!isNic(item)) return false
  return item.kind !== 'veth' || item.state !== 'unmanaged' || used.has(item.name)
}

function isShownBridge(
  bridge: HostInterface,
  nics: HostInterface[],
  used: Set<string | null>,
): boolean {
  const { name, madeByPuente } = bridge
  if (madeByPuente || used.has(name)) return true
  return nics.some(({ controller }) => controller === name) || !ofContainers.test(name)
}

/** From each NIC to the bridge, or bond, that it is a port of. */
function portCables(shown: ReadonlyMap<string, HostNode>): Cable[] {
  return [...shown.values()].flatMap(({ id, item }) => {
    const to = item.controller === null ? undefined : shown.get(item.controller)
    if (!to) return []
    const vlans = to.item.bridge?.options.vlanFiltering ? trunkOf(item.portVlans ?? []) : undefined
    return [{ ...cable(id, to.id, item, item.carrier ? 'up' : 'down'), ...(vlans && { vlans }) }]
  })
}

/** A VLAN of a NIC that is a bridge's port: in the picture, a cable between the two. */
interface Tagged {
  item: HostInterface
  id: number
  nic: string
  bridge: string
}

function tagged(nics: HostInterface[], all: HostInterface[]): Map<string, Tagged> {
  const bridges = new Set(all.filter(({ kind }) => kind === 'bridge').map(({ name }) => name))
  const names = new Set(nics.map(({ name }) => name))
  return new Map(
    nics.flatMap((item): [string, Tagged][] => {
      const { vlan, controller } = item
      if (!vlan?.nic || !names.has(vlan.nic) || !controller || !bridges.has(controller)) return []
      return [[item.name, { item, id: vlan.id, nic: vlan.nic, bridge: controller }]]
    }),
  )
}

function taggedCable(
  { item, id, nic, bridge }: Tagged,
  shown: ReadonlyMap<string, HostNode>,
): Cable[] {
  const [from, to] = [shown.get(nic), shown.get(bridge)]
  if (!from || !to) return []
  return [{ ...cable(from.id, to.id, item, item.carrier ? 'up' : 'down'), vlans: oneVlan(id) }]
}

/** What holds the addresses that a NIC's cable leads to: itself, or what it is a port of. */
function holderOf(item: HostInterface, shown: ReadonlyMap<string, HostNode>): HostInterface {
  const controller = item.controller === null ? undefined : shown.get(item.controller)?.item
  return controller && controller !== item ? holderOf(controller, shown) : item
}

/** One for each subnet outside; two NICs on the same subnet are on the same LAN. */
function lansOf(
  nodes: HostNode[],
  shown: ReadonlyMap<string, HostNode>,
  used: Set<string | null>,
): { nodes: Map<string, NodeOf<'lan'>>; cables: Cable[] } {
  const lans = new Map<string, NodeOf<'lan'>>()
  const cables: Cable[] = []
  for (const { id, kind, item } of nodes) {
    if (kind === 'bridge' || hasNicUnderIt(item, shown)) continue
    const holder = holderOf(item, shown)
    const lan = lanOf(holder)
    const leadsOut = lan.subnet !== null || holder !== item || used.has(item.name)
    if (!leadsOut) continue
    lans.set(lan.id, lans.get(lan.id)?.gateway ? (lans.get(lan.id) ?? lan) : lan)
    const led = cable(lan.id, id, item, item.carrier ? 'up' : 'down')
    cables.push(item.vlan ? { ...led, vlans: oneVlan(item.vlan.id) } : led)
  }
  return { nodes: lans, cables }
}

/** A bond or a VLAN's own cables are those of the cards under it. */
function hasNicUnderIt({ name }: HostInterface, shown: ReadonlyMap<string, HostNode>): boolean {
  return [...shown.values()].some(({ item }) => item.controller === name)
}

function lanOf({ name, ipv4 }: HostInterface): NodeOf<'lan'> {
  const [first] = ipv4.addresses
  const subnet = first ? ipv4Network(first.address, first.prefix) : null
  return { id: `lan:${subnet ?? name}`, kind: 'lan', subnet, gateway: ipv4.gateway }
}

function toInternet({ id }: NodeOf<'lan'>): Cable {
  return { ...bare('internet', id), state: 'up' }
}

function cable(from: string, to: string, { name }: HostInterface, state: CableState): Cable {
  return { ...bare(from, to), state, carries: { taps: [], interface: name } }
}

function bare(from: string, to: string): Omit<Cable, 'state'> {
  const carries = { taps: [], interface: null }
  return { id: `${from}>${to}`, from, to, way: 'direct', bad: [], nic: null, carries }
}

function defaultRoute(nodes: HostNode[]): string | null {
  const ways = withDefaultRoute(
    nodes.map(({ id, item }) => ({ id, ipv4: item.ipv4, ipv6: item.ipv6 })),
  )
  return ways[0]?.id ?? null
}
