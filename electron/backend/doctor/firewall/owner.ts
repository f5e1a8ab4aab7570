/** Whose rule it is that stops a packet: who else would put it back, and whose tool changes it. Pure. */
import type { Drop, Ruleset } from '../../../host/packet-filter/index.ts'
import { hasChain } from '../../../host/packet-filter/index.ts'

export type Owner = 'docker' | 'ufw' | 'firewalld' | 'libvirt' | 'iptables' | 'nftables'

const byChain: [Owner, RegExp][] = [
  ['docker', /^DOCKER/],
  ['ufw', /^ufw6?-/],
  ['libvirt', /^LIBVIRT_/],
  // firewalld with iptables as its backend.
  ['firewalld', /^(IN|FWD|FWDI|FWDO)_|_(ZONES|direct|POLICIES_(pre|post))$/],
]
const byTable: [Owner, RegExp][] = [
  ['firewalld', /^firewalld/],
  ['libvirt', /^libvirt_network$/],
  ['docker', /^docker/],
]

/** iptables' own tables are changed with iptables, or its next look at them goes wrong. */
export function isOfIptables({ chain }: Pick<Drop, 'chain'>): boolean {
  const { family, table, name, tool } = chain
  const isTable = ['filter', 'nat', 'mangle', 'raw', 'security'].includes(table)
  // nft's own examples call a table `filter` too, with chains in small letters.
  const isForIt = ['ip', 'ip6'].includes(family) && isTable
  return tool === 'iptables-legacy' || (isForIt && !/^[a-z]+$/.test(name))
}

export function ownerOf(drop: Drop, rules: Ruleset): Owner {
  const { chain, base } = drop
  const [owner] =
    byTable.find(([, pattern]) => pattern.test(chain.table)) ??
    byChain.find(([, pattern]) => pattern.test(chain.name)) ??
    []
  if (owner) return owner
  if (!isOfIptables({ chain: base })) return 'nftables'
  return drop.byPolicy ? policyOf(drop, rules) : 'iptables'
}

/** Nobody signs a policy; these set it for all, and say which packets are let through besides. */
function policyOf({ base: { family, name } }: Drop, rules: Ruleset): Owner {
  if (hasChain(rules, /^ufw6?-user-/, family)) return 'ufw'
  return name === 'FORWARD' && hasChain(rules, /^DOCKER/, family) ? 'docker' : 'iptables'
}

/** As people know it. */
export function nameOf(owner: Owner, { chain }: Drop): string {
  if (owner === 'nftables') return `nftables (${chain.family} ${chain.table})`
  return owner === 'docker' ? 'Docker' : owner
}
