/** What a NIC's definition can do to the host. Pure. */
import type { Reach } from '../../../../shared/reach.ts'
import { attribute, elements } from '../dom.ts'
import type { Element } from '../dom.ts'
import { canonical, always, inside, part, seekPaths } from './part.ts'
import type { Place, ReachingPart } from './part.ts'

/** By the kind of NIC; those that lead to a network, a bridge or a NIC of the host are harmless. */
const KINDS: Record<string, Reach | null> = {
  network: null,
  bridge: null,
  direct: null,
  user: null,
  internal: null,
  null: null,
  hostdev: 'device',
  vdpa: 'device',
  ethernet: 'tap',
  vhostuser: 'socket',
  server: 'listen',
  client: 'remote',
  mcast: 'remote',
  udp: 'remote',
  vds: 'remote',
}

const HARMLESS = [
  ...['mac', 'source', 'target', 'model', 'driver', 'boot', 'address', 'alias', 'link', 'mtu'],
  ...['bandwidth', 'vlan', 'virtualport', 'filterref', 'tune', 'coalesce', 'port', 'teaming'],
  ...['guest', 'ip', 'route', 'acpi', 'rom', 'backenddomain'],
]

const KNOWN: Record<string, Reach> = {
  script: 'script',
  downscript: 'script',
  backend: 'tap',
  portForward: 'listen',
}

export function nicParts(nic: Element, { path }: Place): ReachingPart[] {
  const place = { path, context: canonical(nic) }
  const other = always(nic, place)
  if (other) return [other]
  const type = attribute(nic, 'type') ?? 'ethernet'
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : 'unknown'
  return [
    ...(kind ? [part(kind, nic, place, 'type')] : []),
    ...elements(nic).flatMap((item) => childParts(item, inside(place, item))),
  ]
}

function childParts(item: Element, place: Place): ReachingPart[] {
  const { nodeName } = item
  const other = always(item, place)
  if (other) return [other]
  if (nodeName === 'backend' && item.hasAttribute('type')) return [part('program', item, place)]
  if (!HARMLESS.includes(nodeName)) {
    return [
      part(
        Object.hasOwn(KNOWN, nodeName) ? (KNOWN[nodeName] ?? 'unknown') : 'unknown',
        item,
        place,
      ),
    ]
  }
  if (nodeName === 'rom' && item.hasAttribute('file'))
    return [part('boot-file', item, place, 'file')]
  return seekPaths(item, place)
}
