/** What of the picture is meant by a few letters. Pure. */
import { cidr } from '../ip.ts'
import { matches } from '../search.ts'
import type { Picture, PictureNode } from './types.ts'

/** By node, how much in it is meant; null while nothing is searched for. */
export type Hits = ReadonlyMap<string, number> | null

export function pictureHits({ nodes }: Picture, search: string): Hits {
  const words = search.trim().toLowerCase()
  if (words === '') return null
  const counted = nodes.map((node): [string, number] => [node.id, hitsIn(node, words)])
  return new Map(counted.filter(([, count]) => count > 0))
}

function hitsIn(node: PictureNode, words: string): number {
  const has = (...texts: (string | null)[]) =>
    texts.some((text) => text?.toLowerCase().includes(words)) ? 1 : 0
  switch (node.kind) {
    case 'internet':
      return 0
    case 'lan':
      return has(node.subnet, node.gateway)
    case 'nic':
    case 'bridge':
      return has(node.item.name, node.item.mac, ...node.item.ipv4.addresses.map(cidr))
    case 'network':
      return has(node.network.name, node.network.bridge, ...node.network.subnets.map(cidr))
    case 'machine':
      return matches(node.machine, words) ? 1 : 0
    case 'group':
      return node.machines.filter(({ machine }) => matches(machine, words)).length
  }
}
