/** Rules for the narrowest opening, as iptables and as nft write them. Pure. */
import type { Drop } from '../../../host/packet-filter/index.ts'
import type { HostCommand } from '../fix.ts'
import type { View } from '../view.ts'
import type { Stop } from './blocked.ts'

/** A packet that is to pass. */
interface Pass {
  in?: string
  out?: string
  protocol?: 'udp' | 'tcp' | 'icmpv6'
  dport?: number
  sport?: number
  /** Only answers. */
  answers?: boolean
}

/** Null: no rule of that hook can say it narrowly enough. */
export function passesFor({ need, drop: { base } }: Stop): Pass[] | null {
  const { way, bridge, family } = need
  const isReply = base.hook === 'output'
  const at = isReply ? { out: bridge } : { in: bridge }
  const port = (number: number) => (isReply ? { sport: number } : { dport: number })
  if (base.hook === 'prerouting' || base.hook === 'postrouting') {
    return passesAtEdge(way, bridge, base.hook)
  }
  switch (way) {
    case 'dhcp':
      return [{ ...at, protocol: 'udp', ...port(family === 'ipv4' ? 67 : 547) }]
    case 'dns':
      return (['udp', 'tcp'] as const).map((protocol) => ({ ...at, protocol, ...port(53) }))
    case 'neighbours':
      return [{ ...at, protocol: 'icmpv6' }]
    case 'out':
      return [{ in: bridge }]
    case 'back':
      return [{ out: bridge, answers: true }]
    case 'in':
      return [{ out: bridge }]
    case 'within':
      return [{ in: bridge, out: bridge }]
  }
}

/** Before routing nobody knows where a packet goes, after it often not where it came from. */
function passesAtEdge(
  way: string,
  bridge: string,
  hook: 'prerouting' | 'postrouting',
): Pass[] | null {
  if (hook === 'prerouting') return way === 'out' || way === 'within' ? [{ in: bridge }] : null
  if (way === 'in') return [{ out: bridge }]
  return way === 'back' || way === 'within' ? [{ out: bridge, answers: way === 'back' }] : null
}

export function iptablesCommand(
  chain: string,
  pass: Pass,
  family: string,
  table = 'filter',
): HostCommand {
  const program = family === 'ip6' || family === 'ipv6' ? 'ip6tables' : 'iptables'
  const rule = [
    ...(pass.in ? ['-i', pass.in] : []),
    ...(pass.out ? ['-o', pass.out] : []),
    ...(pass.protocol ? ['-p', pass.protocol === 'icmpv6' ? 'ipv6-icmp' : pass.protocol] : []),
    ...(pass.dport ? ['--dport', String(pass.dport)] : []),
    ...(pass.sport ? ['--sport', String(pass.sport)] : []),
    ...(pass.answers ? ['-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED'] : []),
    ...['-j', 'ACCEPT'],
  ]
  const of = table === 'filter' ? [] : ['-t', table]
  return {
    argv: [program, ...of, '-I', chain, ...rule],
    undo: [program, ...of, '-D', chain, ...rule],
  }
}

function nftCommand({ base }: Drop, pass: Pass): HostCommand {
  const rule = [
    ...(pass.in ? ['iifname', nftName(pass.in)] : []),
    ...(pass.out ? ['oifname', nftName(pass.out)] : []),
    ...(pass.protocol === 'icmpv6' ? ['meta', 'l4proto', 'ipv6-icmp'] : []),
    ...(pass.dport && pass.protocol ? [pass.protocol, 'dport', String(pass.dport)] : []),
    ...(pass.sport && pass.protocol ? [pass.protocol, 'sport', String(pass.sport)] : []),
    ...(pass.answers ? ['ct', 'state', 'related,established'] : []),
    'accept',
  ]
  const place = [base.family, base.table, base.name]
  return { argv: ['nft', 'insert', 'rule', ...place, ...rule], undo: 'by-handle' }
}

/**
 * nft joins its words and reads them by its own grammar, in which a name may end a rule and begin
 * another one: in its quotes, which a name with a quote can't be in; that one matches nothing.
 */
function nftName(name: string): string {
  return /^[A-Za-z0-9_][\w.-]*$/.test(name) ? name : `"${name.replaceAll('"', '?')}"`
}

/** Into the chain at the kernel's hook: the one that drops may serve the other hooks too. */
export function iptables(stops: Stop[]): HostCommand[] | null {
  return each(stops, ({ drop: { base } }, pass) =>
    iptablesCommand(base.name, pass, base.family, base.table),
  )
}

export function nftables(stops: Stop[], { rules }: View): HostCommand[] | null {
  const isClosed = ({ drop: { base } }: Stop) =>
    rules?.tables.some(
      ({ family, name, flags }) =>
        family === base.family && name === base.table && flags.includes('owner'),
    )
  return stops.some(isClosed) ? null : each(stops, ({ drop }, pass) => nftCommand(drop, pass))
}

function each(
  stops: Stop[],
  command: (stop: Stop, pass: Pass) => HostCommand,
): HostCommand[] | null {
  const lists = stops.map((stop) => passesFor(stop)?.map((pass) => command(stop, pass)) ?? null)
  return lists.includes(null) ? null : lists.flatMap((list) => list ?? [])
}
