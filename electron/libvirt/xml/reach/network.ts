/**
 * What a network's definition can do to the host. The list is of what is known to be harmless; all
 * else, known or not, is asked about. Pure.
 */
import type { Reach } from '../../../../shared/reach.ts'
import { elements } from '../dom.ts'
import type { Element } from '../dom.ts'
import { attributeNames, always, inside, part } from './part.ts'
import type { Place, ReachingPart } from './part.ts'

const PARAMETERS =
  'managerid typeid typeidversion instanceid profileid interfaceid address slot bus domain function'
const RATE = 'average peak burst floor'
const PORT: Record<string, string> = {
  virtualport: 'type',
  'virtualport/parameters': PARAMETERS,
  vlan: 'trunk',
  'vlan/tag': 'id nativeMode',
  bandwidth: '',
  'bandwidth/inbound': RATE,
  'bandwidth/outbound': RATE,
  port: 'isolated',
}

/** By the way to an element: its harmless attributes. Its words, where it has any, are harmless too. */
const HARMLESS: Record<string, string> = {
  '': 'ipv6 trustGuestRxFilters connections',
  name: '',
  uuid: '',
  title: '',
  description: '',
  bridge: 'name stp delay zone macTableManager',
  mac: 'address',
  mtu: 'size',
  domain: 'name localOnly',
  forward: 'mode dev managed',
  'forward/nat': 'ipv6',
  'forward/nat/address': 'start end',
  'forward/nat/port': 'start end',
  'forward/interface': 'dev connections',
  // A NIC's virtual functions are made to be handed out; any other device is asked about.
  'forward/pf': 'dev',
  dns: 'enable forwardPlainNames',
  'dns/forwarder': 'addr port domain',
  'dns/host': 'ip',
  'dns/host/hostname': '',
  'dns/txt': 'name value',
  'dns/srv': 'service protocol domain target port priority weight',
  ip: 'address family prefix netmask localPtr',
  'ip/dhcp': '',
  'ip/dhcp/range': 'start end',
  'ip/dhcp/range/lease': 'expiry unit',
  'ip/dhcp/host': 'mac id name ip',
  'ip/dhcp/host/lease': 'expiry unit',
  'ip/dhcp/bootp': 'file server',
  route: 'family address prefix netmask gateway metric',
  portgroup: 'name default trustGuestRxFilters',
  metadata: '',
  ...PORT,
  ...Object.fromEntries(Object.entries(PORT).map(([path, names]) => [`portgroup/${path}`, names])),
}

/** What is known to reach into the host, so that it can be said how. */
const KNOWN: Record<string, Reach> = {
  'ip/tftp': 'tftp',
  'forward/address': 'device',
  'forward/driver': 'device',
  'domain/@register': 'resolver',
}

export function networkParts(root: Element): ReachingPart[] {
  return seek(root, '', { path: root.nodeName, context: '' })
}

function seek(element: Element, way: string, place: Place): ReachingPart[] {
  const other = always(element, place)
  if (other) return [other]
  const harmless = Object.hasOwn(HARMLESS, way) ? HARMLESS[way] : undefined
  if (harmless === undefined) return [part(KNOWN[way] ?? 'unknown', element, place)]
  const own = attributeNames(element)
    .filter((name) => !harmless.split(' ').includes(name))
    .map((name) => part(KNOWN[`${way}/@${name}`] ?? 'unknown', element, place, name))
  const inner = elements(element).flatMap((item) => {
    const below = inside(place, item)
    if (way === 'metadata') return [part('hook', item, below)]
    return seek(item, way === '' ? item.nodeName : `${way}/${item.nodeName}`, below)
  })
  return [...own, ...inner]
}
