/** What must pass the host's firewall for a kind of network to be what it promises. Pure. */
import { withDefaultRoute } from '../../../../shared/rules/default-route.ts'
import type { Network, Subnet } from '../../../../shared/model/network.ts'
import type { Family } from '../../../../shared/rules/ip.ts'
import { isRouted, letsIn, ownsBridge } from '../../../../shared/rules/networks/kinds.ts'
import type { Packet } from '../../../host/packet-filter/index.ts'
import { isTiedElsewhere } from '../facts.ts'
import type { View } from '../view.ts'

/**
 * `out`: what guests begin beyond the host; `back`: the answers to it; `in`: what others begin with
 * guests of a routed network; `within`: from one port of a bridge to another.
 */
export type Way = 'dhcp' | 'dns' | 'neighbours' | 'out' | 'back' | 'in' | 'within'

export interface Need {
  way: Way
  family: Family
  bridge: string
  packets: Packet[]
}

/** TEST-NET-3 and the documentation prefix: everywhere and nowhere. */
export const SOMEWHERE: Record<Family, string> = { ipv4: '203.0.113.1', ipv6: '2001:db8:ffff::1' }

const ALL_NODES = 'ff02::1'
/** Any guest's link-local address. */
const LINK_LOCAL = 'fe80::5054:ff:fe51:6401'

const BRIDGE_NF: Record<Family, string> = {
  ipv4: 'net.bridge.bridge-nf-call-iptables',
  ipv6: 'net.bridge.bridge-nf-call-ip6tables',
}

export function bridgeNfOf(family: Family): string {
  return BRIDGE_NF[family]
}

/** Between the guests and the host: addresses and names. */
export function serviceNeeds(network: Network, { definitions }: View): Need[] {
  const { active, bridge, subnets, uuid, kind } = network
  if (!active || !bridge || !ownsBridge(kind)) return []
  const hasDns = definitions.get(uuid)?.dns.enabled !== false
  return subnets.flatMap((subnet) => {
    const { family, dhcpRanges, reservations } = subnet
    const need = (way: Way, packets: Packet[]): Need => ({ way, family, bridge, packets })
    return [
      ...(dhcpRanges.length + reservations.length > 0 ? [need('dhcp', dhcp(bridge, subnet))] : []),
      ...(hasDns ? [need('dns', dns(bridge, subnet))] : []),
      ...(family === 'ipv6' ? [need('neighbours', neighbours(bridge))] : []),
    ]
  })
}

/** Between the guests and what lies beyond the host. */
export function forwardNeeds(network: Network, view: View): Need[] {
  const { active, bridge, kind } = network
  if (!active || !bridge || !isRouted(kind) || isTiedElsewhere(network, view)) return []
  return network.subnets.flatMap((subnet) => {
    const { family } = subnet
    const [out, guest] = [wayOut(network, view, family), guestOf(network, subnet)]
    if (out === null) return []
    const going = { in: bridge, out, from: guest, to: SOMEWHERE[family] }
    const coming = { in: out, out: bridge, from: SOMEWHERE[family], to: guest }
    const need = (way: Way, where: typeof going, state: Packet['state']): Need => ({
      ...{ way, family, bridge },
      packets: both({ hook: 'forward', family, state, ...where }),
    })
    return [
      need('out', going, 'new'),
      need('back', coming, 'established'),
      ...(letsIn(kind) ? [need('in', coming, 'new')] : []),
    ]
  })
}

/** What never leaves a bridge, which br_netfilter hands to the firewall all the same. */
export function bridgeNeeds(bridge: string, { sysctl, world }: View): Need[] {
  const own = world.networks.find(
    (one) => one.active && one.bridge === bridge && ownsBridge(one.kind),
  )
  const spoken = own?.subnets.map(({ family }) => family) ?? []
  return (
    (['ipv4', 'ipv6'] as const)
      // On a bridge without a subnet of libvirt's, whoever is on it speaks what they please.
      .filter((family) => spoken.length === 0 || spoken.includes(family))
      .filter((family) => sysctl(BRIDGE_NF[family]) === 1)
      .map((family) => {
        const [from, to] =
          family === 'ipv4' ? ['198.51.100.2', '198.51.100.3'] : [LINK_LOCAL, 'fe80::1']
        const where = { hook: 'forward', family, in: bridge, out: bridge, from, to } as const
        const packets = [
          ...both({ ...where, state: 'new' }),
          ...both({ ...where, state: 'established' }),
          ...(family === 'ipv4' ? [request(where)] : []),
        ]
        return { way: 'within', family, bridge, packets }
      })
  )
}

/** The interface that packets of a network's guests leave by; null: there is no way out. */
export function wayOut(
  { uuid, forwardDevices }: Network,
  { uplinks, world }: Pick<View, 'uplinks' | 'world'>,
  family: Family,
): string | null {
  const [named] = forwardDevices
  const [withGateway] = withDefaultRoute(world.interfaces, [family])
  return named ?? uplinks.get(`${uuid} ${family}`) ?? withGateway?.name ?? null
}

export function guestOf({ leases }: Network, { family, address }: Subnet): string {
  const isOwn = (text: string) => text.includes(':') === (family === 'ipv6')
  return leases.find((lease) => isOwn(lease.address))?.address ?? address
}

/** Firewalls often let ICMP through where they stop the rest, or the other way round. */
function both(packet: Omit<Packet, 'protocol'>): Packet[] {
  const ports =
    packet.state === 'new' ? { sport: 50_000, dport: 443 } : { sport: 443, dport: 50_000 }
  const isIpv4 = packet.family === 'ipv4'
  const icmpType = packet.state === 'new' ? 'echo-request' : 'echo-reply'
  return [
    { ...packet, protocol: 'tcp', ...ports },
    { ...packet, protocol: isIpv4 ? 'icmp' : 'icmpv6', icmpType },
  ]
}

function request(where: Pick<Packet, 'hook' | 'family' | 'in' | 'out'>): Packet {
  const addresses = { from: '0.0.0.0', to: '255.255.255.255' }
  return { ...where, ...addresses, protocol: 'udp', sport: 68, dport: 67, state: 'new' }
}

function dhcp(bridge: string, { family, address }: Subnet): Packet[] {
  const asking = { hook: 'input', family, in: bridge, out: '' } as const
  const answering = { hook: 'output', family, in: '', out: bridge } as const
  const rest = { protocol: 'udp', state: 'new' } as const
  if (family === 'ipv4') {
    const to = '255.255.255.255'
    return [request(asking), { ...answering, ...rest, from: address, to, sport: 67, dport: 68 }]
  }
  const to = 'ff02::1:2'
  return [
    { ...asking, ...rest, from: LINK_LOCAL, to, sport: 546, dport: 547 },
    { ...answering, ...rest, from: 'fe80::1', to: LINK_LOCAL, sport: 547, dport: 546 },
  ]
}

function dns(bridge: string, { family, address }: Subnet): Packet[] {
  return (['udp', 'tcp'] as const).flatMap((protocol): Packet[] => [
    {
      ...{ hook: 'input', family, protocol, in: bridge, out: '', state: 'new' },
      ...{ from: address, to: address, sport: 50_000, dport: 53 },
    },
    {
      ...{ hook: 'output', family, protocol, in: '', out: bridge, state: 'established' },
      ...{ from: address, to: address, sport: 53, dport: 50_000 },
    },
  ])
}

/** Without these nobody finds anybody's MAC in IPv6, nor the router. */
function neighbours(bridge: string): Packet[] {
  const where = { hook: 'input', family: 'ipv6', in: bridge, out: '' } as const
  const rest = { from: LINK_LOCAL, to: ALL_NODES, protocol: 'icmpv6', state: 'new' } as const
  return ['nd-neighbor-solicit', 'nd-router-solicit'].map((icmpType) => ({
    ...where,
    ...rest,
    icmpType,
  }))
}
