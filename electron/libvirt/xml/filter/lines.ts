/**
 * What may pass, as the lines of a network filter: each packet by itself, on the bridge (ebtables), so
 * that it holds on every kind of network, whatever the host's firewall does. Source:
 * libvirt.org/formatnwfilter.html; a lower priority is asked first. Pure.
 */
import type { NicRules } from '../../../../shared/model/nic-rules.ts'
import {
  bits,
  formatAddress,
  lastOf,
  parseAddress,
  parseSubnet,
} from '../../../../shared/rules/ip.ts'
import type { Family, Subnet } from '../../../../shared/rules/ip.ts'
import { parsePlace } from '../../../../shared/rules/nic-rules.ts'

export interface Line {
  action: 'accept' | 'drop'
  /** As the guest sees it. */
  direction: 'in' | 'out' | 'inout'
  priority: number
  protocol: 'mac' | 'arp' | 'ip' | 'ipv6'
  match: Record<string, string>
}

/** What is around a NIC, when its rules are made. */
export interface Around {
  /** Subnets of this host that are no private ones, such as the LAN's own prefix of IPv6. */
  subnets: string[]
  /** Who is asked for names there. */
  nameServers: string[]
}

/** Asked first: without these a NIC has no address, and finds nobody. */
const ALWAYS = 100
const NAMES = 200
/** The rule itself, by which it is read back. */
export const CHOSEN = 300
const REST = 400
const LAST = 1000

/** Not of the internet: private, link-local, carriers' own, multicast and broadcast. RFC 6890. */
const NEAR = [
  ...['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
  ...['224.0.0.0/4', '240.0.0.0/4', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
].flatMap((text) => parseSubnet(text) ?? [])

/** Inside of what is near anyway. */
export function isNear({ family, first, prefix }: Subnet): boolean {
  return NEAR.some((near) => {
    const isInside = first >= near.first && first <= lastOf(near)
    return family === near.family && prefix >= near.prefix && isInside
  })
}

export function linesOf(rules: NicRules, around: Around): Line[] {
  const drop = { action: 'drop', direction: 'inout', priority: LAST } as const
  return [...always(), ...chosen(rules, around), { ...drop, protocol: 'mac', match: {} }]
}

function chosen(rules: NicRules, { subnets, nameServers }: Around): Line[] {
  const near = [...NEAR, ...subnets.flatMap((text) => parseSubnet(text) ?? [])]
  switch (rules.allow) {
    case 'internet':
      return [
        ...nameServers.flatMap(nameLines),
        ...near.flatMap((one) => both('drop', CHOSEN, one)),
        ...(['ip', 'ipv6'] as const).map((protocol) => accept('inout', REST, protocol)),
      ]
    case 'lan':
      return near.flatMap((one) => both('accept', CHOSEN, one))
    case 'addresses':
      return rules.addresses.flatMap((one) => both('accept', CHOSEN, parsePlace(one)))
    case 'services':
      return rules.services.flatMap(({ address, protocol, port }) =>
        both('accept', CHOSEN, parsePlace(address), { protocol, port }),
      )
  }
}

/** ARP, DHCP, neighbours and routers; and what says that a packet was too big, which comes from anybody. */
function always(): Line[] {
  const udp = (direction: 'in' | 'out', protocol: 'ip' | 'ipv6', port: number) =>
    accept(direction, ALWAYS, protocol, {
      protocol: 'udp',
      [direction === 'out' ? 'dstportstart' : 'srcportstart']: String(port),
    })
  const icmp = (direction: 'in' | 'inout', type: number, typeend: number) =>
    accept(direction, ALWAYS, 'ipv6', {
      protocol: 'icmpv6',
      ...{ type: String(type), typeend: String(typeend) },
    })
  return [
    accept('inout', ALWAYS, 'arp'),
    ...[udp('out', 'ip', 67), udp('in', 'ip', 67), udp('out', 'ipv6', 547), udp('in', 'ipv6', 547)],
    icmp('inout', 130, 137),
    icmp('inout', 143, 143),
    icmp('in', 1, 4),
    accept('in', ALWAYS, 'ip', { protocol: 'icmp' }),
  ]
}

function nameLines(server: string): Line[] {
  const at = parseAddress(server)
  const one = at && { family: at.family, first: at.value, prefix: bits[at.family] }
  return (['udp', 'tcp'] as const).flatMap((protocol) =>
    both('accept', NAMES, one, { protocol, port: 53 }),
  )
}

/** Towards it, and from it. */
function both(
  action: Line['action'],
  priority: number,
  place: Subnet | null,
  service?: { protocol: string; port: number },
): Line[] {
  if (!place) return []
  return (['out', 'in'] as const).map((direction) => {
    const end = direction === 'out' ? 'dst' : 'src'
    const port = service && {
      protocol: service.protocol,
      [`${end}portstart`]: String(service.port),
    }
    const match = { ...addressAt(end, place), ...port }
    return { action, direction, priority, protocol: protocols[place.family], match }
  })
}

const protocols: Record<Family, 'ip' | 'ipv6'> = { ipv4: 'ip', ipv6: 'ipv6' }

function addressAt(end: 'src' | 'dst', { family, first, prefix }: Subnet): Line['match'] {
  return {
    [`${end}ipaddr`]: formatAddress({ family, value: first }),
    ...(prefix < bits[family] && { [`${end}ipmask`]: String(prefix) }),
  }
}

function accept(
  direction: Line['direction'],
  priority: number,
  protocol: Line['protocol'],
  match: Line['match'] = {},
): Line {
  return { action: 'accept', direction, priority, protocol, match }
}
