/** The machines' part of the picture: where each NIC is really plugged in. Pure. */
import { isActive, type Machine, type MachineNic } from '../../../shared/model/machine.ts'
import type { Network } from '../../../shared/model/network.ts'
import { ownsBridge, socketOf } from '../../../shared/rules/networks/kinds.ts'
import { tagsOn, unionOf } from './vlans.ts'
import type { Cable, CableState, MachineNode, PictureNic } from './types.ts'

/** What a NIC can be plugged into, by the names that libvirt and the kernel have for it. */
export interface Sockets {
  networks: ReadonlyMap<string, Network>
  /** The node for a host's interface that is in the picture. */
  nodeByInterface: ReadonlyMap<string, string>
  /** The node for a bridge that is shown as its network. */
  nodeByOwnBridge: ReadonlyMap<string, string>
}

export function socketsOf(
  networks: Network[],
  nodeByInterface: ReadonlyMap<string, string>,
): Sockets {
  return {
    networks: new Map(networks.map((network) => [network.name, network])),
    nodeByInterface,
    nodeByOwnBridge: new Map(
      networks.flatMap((network) =>
        ownsBridge(network.kind) && network.bridge ? [[network.bridge, networkId(network)]] : [],
      ),
    ),
  }
}

export function networkId({ uuid }: Pick<Network, 'uuid'>): string {
  return `network:${uuid}`
}

export function machineId({ uuid }: Pick<Machine, 'uuid'>): string {
  return `machine:${uuid}`
}

export function machineNode(machine: Machine, sockets: Sockets): MachineNode {
  const keys = nicKeys(machine)
  const nics = machine.nics.map((nic, at): PictureNic => {
    return { key: keys[at] ?? '', at, ...pluggedInto(nic, isActive(machine), sockets) }
  })
  return { id: machineId(machine), kind: 'machine', machine, nics }
}

/** The MAC of each; twins have one MAC, and their order tells them apart as well as anything can. */
export function nicKeys({ nics }: Pick<Machine, 'nics'>): string[] {
  return nics.map(({ mac }, at) => {
    const twin = nics.slice(0, at).filter((other) => other.mac === mac).length
    return twin === 0 ? mac : `${mac}/${twin}`
  })
}

function pluggedInto(
  nic: MachineNic,
  active: boolean,
  sockets: Sockets,
): Pick<PictureNic, 'to' | 'state'> {
  const named = namedBy(nic, sockets)
  if (!active || !nic.plugged) return { to: named, state: 'stored' }
  const actual = bridgeOfTap(nic, sockets)
  if (actual === null) return { to: named, state: 'loose' }
  return {
    to: actual === undefined ? named : (elsewhere(nic, actual, sockets) ?? named),
    state: nic.linkUp ? 'up' : 'down',
  }
}

/** Where the definition says that it leads. */
function namedBy({ source }: MachineNic, sockets: Sockets): string | null {
  switch (source.type) {
    case 'network': {
      const network = sockets.networks.get(source.network)
      return network ? networkId(network) : null
    }
    case 'bridge':
      return nodeOfBridge(source.bridge, sockets)
    case 'direct':
      return sockets.nodeByInterface.get(source.device) ?? null
    case 'other':
      return null
  }
}

function nodeOfBridge(bridge: string, sockets: Sockets): string | null {
  return sockets.nodeByInterface.get(bridge) ?? sockets.nodeByOwnBridge.get(bridge) ?? null
}

/** The bridge that its tap is in; null: in none. Undefined where nobody can tell, or by design. */
function bridgeOfTap({ bridge, source }: MachineNic, sockets: Sockets): string | null | undefined {
  if (source.type === 'bridge') return bridge
  const network = source.type === 'network' ? sockets.networks.get(source.network) : undefined
  const isBridged = network && socketOf(network.kind) === 'bridge'
  return isBridged ? bridge : undefined
}

/** Its node, where the tap is in another bridge than the definition says. */
function elsewhere({ source }: MachineNic, actual: string, sockets: Sockets): string | null {
  const network = source.type === 'network' ? sockets.networks.get(source.network) : undefined
  const expected = source.type === 'bridge' ? source.bridge : network?.bridge
  return expected === actual ? null : nodeOfBridge(actual, sockets)
}

/** A cable for each NIC that leads somewhere. */
export function nicCables({ id, machine, nics }: MachineNode): Cable[] {
  return nics.flatMap(({ key, at, to, state }) => {
    const { tap = null, conditions, vlan } = machine.nics[at] ?? {}
    if (to === null) return []
    const bad = conditions?.now ? [conditions.now] : []
    const carries = { taps: tap ? [tap] : [], interface: null }
    const nic = { machine: machine.uuid, key }
    const vlans = tagsOn(vlan)
    return [
      {
        id: `cable:${id}/${key}`,
        from: to,
        to: id,
        state,
        way: 'direct' as const,
        bad,
        nic,
        carries,
        ...(vlans && { vlans }),
      },
    ]
  })
}

const worst: Record<CableState, number> = { loose: 0, down: 1, up: 2, stored: 3 }

/** One cable to each place that the group's machines are plugged into. */
export function groupCables(id: string, machines: MachineNode[]): Cable[] {
  const cables = new Map<string, Cable>()
  for (const single of machines.flatMap(nicCables)) {
    const known = cables.get(single.from)
    const vlans = unionOf([known?.vlans, single.vlans])
    cables.set(single.from, {
      ...single,
      id: `${id}<${single.from}`,
      to: id,
      nic: null,
      ...(vlans && { vlans }),
      bad: [...(known?.bad ?? []), ...single.bad],
      state: known && worst[known.state] < worst[single.state] ? known.state : single.state,
      carries: {
        taps: [...(known?.carries.taps ?? []), ...single.carries.taps],
        interface: null,
      },
    })
  }
  return [...cables.values()]
}
