/** How LAN, host, networks and machines are wired now: the inventory as nodes and cables. Pure. */
import type { HostInterface } from '../../../shared/model/host.ts'
import { isActive, type Machine } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import { isOnHostBridge } from '../../../shared/rules/networks/kinds.ts'
import { lanLink } from '../reach.ts'
import { groupsOf } from './groups.ts'
import { hostPart, type HostPart } from './host.ts'
import { groupCables, machineNode, networkId, nicCables, socketsOf } from './machines.ts'
import type { Cable, CableWay, GroupMemory, MachineNode, NodeOf, Picture } from './types.ts'

export interface PictureSource {
  networks: Network[]
  machines: Machine[]
  interfaces: HostInterface[]
  /** Of those the ones that are only drawn, as the picture calls them. */
  drawn?: ReadonlySet<string>
}

export const noGroups: GroupMemory = { grouped: new Set(), open: new Map() }

export function pictureOf(source: PictureSource, memory: GroupMemory = noGroups): Picture {
  const { networks, machines, interfaces } = source
  const host = hostPart(interfaces, networks, machines)
  const sockets = socketsOf(networks, host.nodeByInterface)
  const machineNodes = machines.map((machine) => machineNode(machine, sockets))
  const isDrawn = ({ id }: MachineNode) => source.drawn?.has(id) ?? false
  // What is being drawn must be seen, however many of its kind there are.
  const { singles: alone, groups } = groupsOf(
    machineNodes.filter((node) => !isDrawn(node)),
    memory,
  )
  const singles = [...alone, ...machineNodes.filter(isDrawn)]
  const networkNodes = networks.map((network): NodeOf<'network'> => ({
    id: networkId(network),
    kind: 'network',
    network,
  }))
  return {
    nodes: [...host.nodes, ...networkNodes, ...groups, ...singles],
    cables: [
      ...host.cables,
      ...networks.flatMap((network) => networkCables(network, host, machines)),
      ...groups.flatMap((group) => groupCables(group.id, group.machines)),
      ...singles.flatMap(nicCables),
    ],
  }
}

/** From what a network leaves the host through, to the network. */
function networkCables(network: Network, host: HostPart, machines: Machine[]): Cable[] {
  const to = networkId(network)
  const carries = { taps: tapsOn(network, machines), interface: null }
  const state = network.active ? 'up' : 'stored'
  return waysOut(network, host).map((from) => ({
    ...{ id: `${from}>${to}`, from, to, state, carries, nic: null, bad: [], way: wayOf(network) },
  }))
}

function wayOf({ kind }: Network): CableWay {
  const link = lanLink(kind)
  return link === 'nat' || link === 'routed' ? link : 'direct'
}

function waysOut(network: Network, host: HostPart): string[] {
  const link = lanLink(network.kind)
  if (link === 'none') return []
  const devices = [isOnHostBridge(network.kind) ? network.bridge : null, ...network.forwardDevices]
  const named = devices.flatMap((device) => {
    const id = device === null ? undefined : host.nodeByInterface.get(device)
    return id ? [id] : []
  })
  if (named.length > 0 || link === 'member') return [...new Set(named)]
  return host.defaultRoute ? [host.defaultRoute] : []
}

/** Of the running machines on it. */
export function tapsOn({ name }: Network, machines: Machine[]): string[] {
  return machines.filter(isActive).flatMap(({ nics }) =>
    nics.flatMap(({ source, tap }) => {
      const isOn = source.type === 'network' && source.network === name
      return isOn && tap ? [tap] : []
    }),
  )
}
