/** The picture as a tree: what leads out at its root, machines as its leaves. Pure. */
import { nicTarget } from './targets.ts'
import type { CableState, MachineNode, Picture, PictureNic, PictureNode } from './types.ts'

export interface TreeEntry {
  /** Its way from the root: what has two ways out is in the tree twice. */
  path: string
  /** What it stands for, as the picture names it. */
  target: string
  node: PictureNode
  /** For a machine: the one of its NICs whose cable leads here. */
  nic: PictureNic | null
  /** How the cable to it is; null at the root. */
  state: CableState | null
  children: TreeEntry[]
}

export function treeOf({ nodes, cables }: Picture): TreeEntry[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const machines = nodes.flatMap((node) => (node.kind === 'group' ? node.machines : node))
  const plugged = Map.groupBy(machines.flatMap(nicsOf), ({ nic }) => nic.to)
  const host = cables.filter(({ to }) => isOfHost(byId.get(to)))
  const under = Map.groupBy(host, ({ from }) => from)
  const led = new Set(host.map(({ to }) => to))

  function entry(node: PictureNode, above: string, state: CableState | null): TreeEntry {
    const path = `${above}/${node.id}`
    const inner = (under.get(node.id) ?? []).flatMap((cable) => {
      const child = byId.get(cable.to)
      return child ? [entry(child, path, cable.state)] : []
    })
    const leaves = (plugged.get(node.id) ?? []).map(({ machine, nic }) => leaf(machine, nic, path))
    return { path, target: node.id, node, nic: null, state, children: [...inner, ...leaves] }
  }

  const roots = nodes.filter((node) => isOfHost(node) && !led.has(node.id))
  const alone = machines.filter((node) => node.kind === 'machine' && isNowhere(node))
  return [...roots, ...alone].map((node) => entry(node, '', null))
}

function leaf(machine: MachineNode, nic: PictureNic, above: string): TreeEntry {
  const target = nicTarget(machine.machine, nic.key)
  const { state } = nic
  return { path: `${above}/${target}`, target, node: machine, nic, state, children: [] }
}

function nicsOf(node: PictureNode): { machine: MachineNode; nic: PictureNic }[] {
  return node.kind === 'machine' ? node.nics.map((nic) => ({ machine: node, nic })) : []
}

function isNowhere(node: PictureNode): boolean {
  return node.kind === 'machine' && node.nics.every(({ to }) => to === null)
}

function isOfHost(node: PictureNode | undefined): boolean {
  return node !== undefined && node.kind !== 'machine' && node.kind !== 'group'
}

/** Only what is meant, and the way to it. */
export function pruned(entries: TreeEntry[], isMeant: (entry: TreeEntry) => boolean): TreeEntry[] {
  return entries.flatMap((entry) => {
    const children = pruned(entry.children, isMeant)
    return children.length > 0 || isMeant(entry) ? [{ ...entry, children }] : []
  })
}

/** What stands open at first: all, but for what has very many leaves. */
export function openAtFirst(entries: TreeEntry[], most = 40): string[] {
  return entries.flatMap((entry) => {
    const { path, children } = entry
    const own = children.length > 0 && children.length <= most ? [path] : []
    return [...own, ...openAtFirst(children, most)]
  })
}
