/** What of the picture is pointed at, by the name that its element has. Pure. */
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import { toNetwork } from '../../../shared/model/nic-settings.ts'
import type { NicWire } from '../../../shared/model/nic-settings.ts'
import { machineId, nicKeys } from './machines.ts'
import type { PictureNode } from './types.ts'

export type Target =
  | { kind: 'node'; node: PictureNode }
  | { kind: 'machine'; machine: Machine }
  | { kind: 'nic'; machine: Machine; nic: MachineNic; key: string }

/** `machine:<uuid>/<nic>`, which is also the name of the cable's end. */
export function nicTarget(machine: Pick<Machine, 'uuid'>, key: string): string {
  return `${machineId(machine)}/${key}`
}

/** The end of a cable that is still to be drawn, of a NIC that comes with it. */
export function newNicTarget(machine: string): string {
  return `new:${machine}`
}

/** A cable in a draft: whose NIC is led where; without a MAC it is a new one. */
export interface DrawnPlug {
  machine: string
  to: string
  mac?: string
}

/**
 * What it means in a draft that a cable is led from this node to this end; null: it is none of a draft’s,
 * or is so already.
 */
export function drawnPlug(
  node: PictureNode | undefined,
  end: string,
  nodes: ReadonlyMap<string, PictureNode>,
  drawn: ReadonlySet<string>,
): DrawnPlug | null {
  const [, isNew, uuid, , mac] = /^(new:)?machine:([^/]+)(\/(.+))?$/.exec(end) ?? []
  if (!node || uuid === undefined || wireTo(node) === null) return null
  if (isNew) return { machine: uuid, to: node.id }
  if (mac === undefined || !(drawn.has(node.id) || drawn.has(end))) return null
  const machine = nodes.get(`machine:${uuid}`)
  const isThere =
    machine?.kind === 'machine' && machine.nics.some(({ key, to }) => key === mac && to === node.id)
  return isThere ? null : { machine: uuid, to: node.id, mac }
}

export function targetOf(
  id: string | null | undefined,
  nodes: ReadonlyMap<string, PictureNode>,
  machines: ReadonlyMap<string, Machine>,
): Target | null {
  const [, uuid, , key] = /^machine:([^/]+)(\/(.+))?$/.exec(id ?? '') ?? []
  const machine = machines.get(uuid ?? '')
  if (machine) {
    if (key === undefined) return { kind: 'machine', machine }
    const nic = machine.nics[nicKeys(machine).indexOf(key)]
    return nic ? { kind: 'nic', machine, nic, key } : null
  }
  const node = nodes.get(id ?? '')
  return node ? { kind: 'node', node } : null
}

/** Where a NIC leads that is plugged into this; null for what takes no machine's cable. */
export function wireTo(
  node: PictureNode | undefined,
): Extract<NicWire, { type: 'network' | 'bridge' }> | null {
  if (node?.kind === 'network') return toNetwork(node.network.name)
  return node?.kind === 'bridge' ? { type: 'bridge', bridge: node.item.name } : null
}
