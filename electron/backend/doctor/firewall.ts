/** A packet that is dropped, in words and in the rule that would let it through. Pure. */
import type { Evidence } from '../../../shared/model/finding.ts'
import { quote } from '../../../shared/rules/shell.ts'
import type { Remedy } from './check.ts'
import type { Packet, Verdict } from '../../host/packet-filter.ts'

export type Drop = Extract<Verdict, { is: 'drop' }>

export function quoteDrop({ family, table, chain, byPolicy }: Drop): Evidence {
  return {
    command: `sudo nft list chain ${family} ${table} ${chain}`,
    output: byPolicy ? 'policy drop' : 'drop / reject',
  }
}

/** iptables' own tables are changed with iptables, or its next look at them goes wrong. */
const ofIptables = ['filter', 'nat', 'mangle', 'raw']

/** Puts a rule before all others of the chain that drops. */
export function allowing(
  { family, table, chain }: Pick<Drop, 'family' | 'table' | 'chain'>,
  ways: ['iifname' | 'oifname', string][],
): Remedy {
  const argv =
    family === 'ip' && ofIptables.includes(table) && chain === chain.toUpperCase()
      ? [
          'iptables',
          '-I',
          chain,
          ...ways.flatMap(([way, name]) => [way === 'iifname' ? '-i' : '-o', name]),
          '-j',
          'ACCEPT',
        ]
      : ['nft', 'insert', 'rule', family, table, chain, ...ways.flat(), 'accept']
  return { fix: { do: 'host', argvs: [argv] }, commands: [`sudo ${argv.map(quote).join(' ')}`] }
}

/** What a machine on a bridge sends to another port of it, as iptables sees it with br_netfilter. */
export function bridged(bridge: string): Packet {
  const to = '255.255.255.255'
  return {
    hook: 'forward',
    in: bridge,
    out: bridge,
    from: '0.0.0.0',
    to,
    protocol: 'udp',
    port: 67,
  }
}
