/** A packet as a firewall sees it, and what of it a rule may ask for. Pure. */
import type { Family } from '../../../shared/rules/ip.ts'
import { isIn, parseAddress, parseSubnet } from '../../../shared/rules/ip.ts'

export type Hook = 'input' | 'output' | 'forward'

export interface Packet {
  hook: Hook
  family: Family
  /** Interfaces; '' where there is none: the host itself sends or receives it. */
  in: string
  out: string
  from: string
  to: string
  protocol: 'udp' | 'tcp' | 'icmp' | 'icmpv6'
  sport?: number
  dport?: number
  /** As nft names it: `nd-neighbor-solicit`. */
  icmpType?: string
  /** The first packet of a connection, or one of the answers to it. */
  state: 'new' | 'established'
}

/** A left-hand side of a rule's comparison, as nft prints it. */
export type Left = Record<string, Record<string, unknown>>

/** What the packet has there; several words where any would do. Undefined: cannot be told. */
export function valueOf(left: Left, packet: Packet): string | string[] | undefined {
  const { meta, payload, ct, fib } = left
  if (meta) return metaOf(String(meta.key), packet)
  if (ct) return connectionOf(String(ct.key), packet)
  if (fib) return fib.result === 'type' ? typeOf(fib.flags, packet) : undefined
  return payload ? payloadOf(String(payload.protocol), String(payload.field), packet) : undefined
}

function metaOf(key: string, packet: Packet): string | string[] | undefined {
  switch (key) {
    case 'iifname':
    case 'iif':
      return packet.in
    case 'oifname':
    case 'oif':
      return packet.out
    case 'l4proto':
      return protocolNames[packet.protocol]
    case 'nfproto':
      return packet.family
    case 'protocol':
      return packet.family === 'ipv4' ? 'ip' : 'ip6'
    default:
      return undefined
  }
}

/** By name, by iptables' name, and by number. */
const protocolNames: Record<Packet['protocol'], string[]> = {
  udp: ['udp', '17'],
  tcp: ['tcp', '6'],
  icmp: ['icmp', '1'],
  icmpv6: ['ipv6-icmp', 'icmpv6', '58'],
}

function connectionOf(key: string, { state }: Packet): string | undefined {
  if (key === 'state') return state
  if (key === 'direction') return state === 'new' ? 'original' : 'reply'
  // Neither of ours was sent to another address than it asked for.
  return key === 'status' ? 'confirmed' : undefined
}

function payloadOf(protocol: string, field: string, packet: Packet): string | string[] | undefined {
  if (protocol === 'ip' || protocol === 'ip6') {
    if ((protocol === 'ip') !== (packet.family === 'ipv4')) return ''
    if (field === 'saddr') return packet.from
    if (field === 'daddr') return packet.to
    return ['protocol', 'nexthdr'].includes(field) ? protocolNames[packet.protocol] : undefined
  }
  if (protocol !== 'th' && !protocolNames[packet.protocol].includes(protocol)) return ''
  if (field === 'dport') return String(packet.dport ?? '')
  if (field === 'sport') return String(packet.sport ?? '')
  return field === 'type' ? (packet.icmpType ?? undefined) : undefined
}

/** What kind of address the kernel takes it for. */
function typeOf(flags: unknown, { hook, from, to }: Packet): string | undefined {
  const list = Array.isArray(flags) ? flags : [flags]
  const isTo = list.includes('daddr')
  const address = isTo ? to : from
  if (address === '255.255.255.255') return 'broadcast'
  if (isMulticast(address)) return 'multicast'
  if (address === '0.0.0.0' || address === '::') return 'unspec'
  return (isTo && hook === 'input') || (!isTo && hook === 'output') ? 'local' : 'unicast'
}

function isMulticast(text: string): boolean {
  const address = parseAddress(text)
  const ranges = [parseSubnet('224.0.0.0/4'), parseSubnet('ff00::/8')]
  return address !== null && ranges.some((range) => range !== null && isIn(address, range))
}
