/**
 * What the kernel's packet filter would do with a packet, from `nft -j list ruleset`, in which
 * iptables' rules are too. Pure.
 *
 * Rules with parts that we do not know may or may not fit: where it depends on them, the answer is
 * `unknown`, and nobody is alarmed.
 */
import { isIn, parseAddress, subnetOf } from '../../shared/rules/ip.ts'

export interface Packet {
  hook: 'input' | 'forward' | 'postrouting'
  in: string
  out: string
  from: string
  to: string
  protocol: 'udp' | 'icmp'
  port?: number
}

export type Verdict =
  | { is: 'accept' | 'unknown' }
  | { is: 'nat' }
  /** Where: `ip filter FORWARD`, by its policy or by a rule of it. */
  | { is: 'drop'; family: string; table: string; chain: string; byPolicy: boolean }

export interface Ruleset {
  chains: Chain[]
  /** Of a family, table and chain. */
  rules: Map<string, Expression[][]>
  text: string
}

export interface Chain {
  family: string
  table: string
  name: string
  hook?: string
  prio?: number
  policy?: string
}

type Expression = Record<string, unknown>
interface Match {
  op: string
  left: Record<string, Record<string, string>>
  right: unknown
}

/** @throws Error when it is not what nft prints */
export function parseRuleset(json: string): Ruleset {
  const { nftables } = JSON.parse(json) as { nftables: Record<string, Record<string, unknown>>[] }
  const chains = nftables.flatMap(({ chain }) => (chain ? [chain as unknown as Chain] : []))
  const rules: Ruleset['rules'] = new Map()
  for (const { rule } of nftables) {
    if (!rule) continue
    const { family, table, chain, expr } = rule as Record<string, string>
    const key = `${family} ${table} ${chain}`
    rules.set(key, [...(rules.get(key) ?? []), expr as unknown as Expression[]])
  }
  return { chains, rules, text: json }
}

/** Does a chain of this name exist (Docker's, ufw's)? */
export function hasChain({ chains }: Ruleset, pattern: RegExp): boolean {
  return chains.some(({ name }) => pattern.test(name))
}

export function verdictOn(ruleset: Ruleset, packet: Packet): Verdict {
  const base = ruleset.chains
    .filter(({ hook, family }) => hook === packet.hook && ['ip', 'inet'].includes(family))
    .sort((a, b) => (a.prio ?? 0) - (b.prio ?? 0))
  let result: Verdict = { is: 'accept' }
  for (const chain of base) {
    const verdict = walk(ruleset, chain, packet)
    if (verdict?.is === 'drop' || verdict?.is === 'nat') return verdict
    if (verdict?.is === 'unknown') result = verdict
    else if (!verdict && chain.policy === 'drop') return dropped(chain, true)
  }
  return result
}

/** Null when it falls through. */
function walk(ruleset: Ruleset, chain: Chain, packet: Packet, depth = 0): Verdict | null {
  const { family, table, name } = chain
  for (const rule of ruleset.rules.get(`${family} ${table} ${name}`) ?? []) {
    const verdict = depth < 16 ? judge(ruleset, chain, rule, packet, depth) : null
    if (verdict === 'return') return null
    if (verdict) return verdict
  }
  return null
}

function judge(
  ruleset: Ruleset,
  chain: Chain,
  rule: Expression[],
  packet: Packet,
  depth: number,
): Verdict | 'return' | null {
  const fits = fitting(rule, packet)
  if (fits === 'no') return null
  const [target, value] = targetOf(rule)
  if (target === null) return null
  if (target === 'jump' || target === 'goto') {
    const next = ruleset.chains.find(
      ({ family, table, name }) =>
        family === chain.family && table === chain.table && name === value,
    )
    const inner = next ? walk(ruleset, next, packet, depth + 1) : null
    return unsure(inner, fits)
  }
  if (target === 'return') return fits === 'yes' ? 'return' : null
  if (target === 'accept') return unsure({ is: 'accept' }, fits)
  if (target === 'nat') return unsure({ is: 'nat' }, fits)
  return unsure(dropped(chain, false), fits)
}

/** What might have accepted leaves it open; what might have dropped does not alarm. */
function unsure(verdict: Verdict | null, fits: 'yes' | 'maybe'): Verdict | null {
  if (!verdict || fits === 'yes') return verdict
  return verdict.is === 'drop' ? null : { is: 'unknown' }
}

function dropped({ family, table, name }: Chain, byPolicy: boolean): Verdict {
  return { is: 'drop', family, table, chain: name, byPolicy }
}

function targetOf(rule: Expression[]): [target: string | null, value: string] {
  for (const part of rule) {
    for (const word of ['jump', 'goto'] as const) {
      const { target } = (part[word] ?? {}) as { target?: string }
      if (target !== undefined) return [word, target]
    }
    if ('accept' in part) return ['accept', '']
    if ('drop' in part || 'reject' in part) return ['drop', '']
    if ('return' in part) return ['return', '']
    if ('masquerade' in part || 'snat' in part) return ['nat', '']
    const xt = part.xt as { type?: string; name?: string } | undefined
    if (xt?.type === 'target') return [xtTargets[xt.name ?? ''] ?? null, '']
  }
  return [null, '']
}

const xtTargets: Record<string, string> = {
  REJECT: 'drop',
  DROP: 'drop',
  MASQUERADE: 'nat',
  SNAT: 'nat',
}

function fitting(rule: Expression[], packet: Packet): 'yes' | 'no' | 'maybe' {
  let result: 'yes' | 'maybe' = 'yes'
  for (const part of rule) {
    const fits = fitsPart(part, packet)
    if (fits === false) return 'no'
    if (fits === null) result = 'maybe'
  }
  return result
}

/** Null: cannot be told. */
function fitsPart(part: Expression, packet: Packet): boolean | null {
  const xt = part.xt as { type?: string; name?: string } | undefined
  if (xt?.type === 'match') {
    if (xt.name === 'comment') return true
    // What iptables looks for in a connection's state is, in practice, that it is known already.
    return xt.name === 'conntrack' || xt.name === 'state' ? false : null
  }
  if (!('match' in part)) return true
  const { op, left, right } = part.match as Match
  const value = valueOf(left, packet)
  if (value === undefined) return null
  const equal = isAmong(value, right)
  if (equal === null) return null
  return op === '!=' ? !equal : equal
}

function valueOf({ meta, payload, ct }: Match['left'], packet: Packet): string | undefined {
  if (meta) {
    if (meta.key === 'iifname' || meta.key === 'iif') return packet.in
    if (meta.key === 'oifname' || meta.key === 'oif') return packet.out
    if (meta.key === 'l4proto') return packet.protocol
    return undefined
  }
  if (ct) return ct.key === 'state' ? 'new' : undefined
  if (!payload) return undefined
  const { protocol, field } = payload
  if (protocol === 'ip' && field === 'saddr') return packet.from
  if (protocol === 'ip' && field === 'daddr') return packet.to
  if (protocol === 'ip' && field === 'protocol') return packet.protocol
  if (field === 'dport') return protocol === packet.protocol ? String(packet.port ?? '') : ''
  return undefined
}

function isAmong(value: string, right: unknown): boolean | null {
  if (Array.isArray(right)) return anyOf(right.map((item) => isAmong(value, item)))
  if (typeof right === 'number') return value === String(right)
  if (typeof right === 'string') {
    return right.endsWith('*') ? value.startsWith(right.slice(0, -1)) : value === right
  }
  const { prefix, set, range } = right as {
    prefix?: { addr: string; len: number }
    set?: unknown[]
    range?: unknown[]
  }
  if (prefix) {
    const address = parseAddress(value)
    const subnet = subnetOf(prefix.addr, prefix.len)
    return address !== null && subnet !== null && isIn(address, subnet)
  }
  if (set) return anyOf(set.map((item) => isAmong(value, item)))
  if (range) return Number(value) >= Number(range[0]) && Number(value) <= Number(range[1])
  return null
}

function anyOf(answers: (boolean | null)[]): boolean | null {
  if (answers.includes(true)) return true
  return answers.includes(null) ? null : false
}
