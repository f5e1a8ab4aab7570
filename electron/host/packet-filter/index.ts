/**
 * What the kernel's packet filter would do with a packet. Pure.
 *
 * Rules with parts that we do not know may or may not fit: where it depends on them, the answer is
 * `unknown`, and nobody is alarmed. Source: nft(8), libnftables-json(5).
 */
import type { Fits, Place } from './match.ts'
import { fitting, mapped } from './match.ts'
import type { Packet } from './packet.ts'
import type { Chain, Expression, Ruleset } from './ruleset.ts'
import { keyOf } from './ruleset.ts'

export type { Packet } from './packet.ts'
export { parseIptablesSave } from './iptables-save.ts'
export { hasChain, merged, parseRuleset } from './ruleset.ts'
export type { Ruleset, Tool } from './ruleset.ts'

/** Who stops a packet: the chain of the rule, or that whose policy it is. */
export interface Drop {
  chain: Chain
  /** The chain at the kernel's hook through which the packet came to it. */
  base: Chain
  byPolicy: boolean
}

export interface Verdict {
  is: 'accept' | 'drop' | 'unknown'
  /** One for each base chain that stops it: an accept in one does not spare it the next. */
  drops: Drop[]
}

/** What a packet passes on its way, with the interfaces that are known there. */
const ways: Record<Packet['hook'], string[]> = {
  input: ['prerouting', 'input'],
  forward: ['prerouting', 'forward', 'postrouting'],
  output: ['output', 'postrouting'],
}

export function verdictOn(ruleset: Ruleset, packet: Packet): Verdict {
  let isUnknown = false
  const drops: Drop[] = []
  for (const hook of ways[packet.hook]) {
    for (const base of basesOf(ruleset, hook, packet)) {
      if (base.type === 'nat') continue
      const end = walk({ ruleset, packet, base }, base)
      if (end === 'unknown') isUnknown = true
      else if (end === null && base.policy === 'drop')
        drops.push({ chain: base, base, byPolicy: true })
      else if (end !== null && typeof end === 'object') drops.push(end)
    }
  }
  if (drops.length > 0) return { is: 'drop', drops }
  return { is: isUnknown ? 'unknown' : 'accept', drops }
}

/** Does the packet leave with the host's own address? */
export function isTranslated(ruleset: Ruleset, packet: Packet): 'yes' | 'no' | 'unknown' {
  const ends = basesOf(ruleset, 'postrouting', packet).map((base) =>
    walk({ ruleset, packet, base }, base),
  )
  if (ends.includes('nat')) return 'yes'
  return ends.includes('unknown') ? 'unknown' : 'no'
}

function basesOf({ chains }: Ruleset, hook: string, { family }: Packet): Chain[] {
  const families = [family === 'ipv4' ? 'ip' : 'ip6', 'inet']
  return chains
    .filter((chain) => chain.hook === hook && families.includes(chain.family))
    .sort((a, b) => (a.prio ?? 0) - (b.prio ?? 0))
}

interface Walk {
  ruleset: Ruleset
  packet: Packet
  base: Chain
}

/** Null: it fell through. */
type End = Drop | 'accept' | 'nat' | 'unknown' | null
/** Of one rule: also back to where its chain was called from, for sure or perhaps. */
type Step = End | 'return' | 'perhaps-return'

function walk(way: Walk, chain: Chain, depth = 0): End {
  // The kernel itself allows 16 jumps.
  if (depth > 16) return null
  let isLeft = false
  for (const rule of way.ruleset.rules.get(keyOf(chain)) ?? []) {
    const end = judge(way, chain, rule, depth)
    if (end === 'return') return null
    if (end === 'perhaps-return') isLeft = true
    // It matters only where a rule behind it would have ended the packet's way.
    else if (end !== null) return isLeft ? 'unknown' : end
  }
  return null
}

function judge(way: Walk, chain: Chain, rule: Expression[], depth: number): Step {
  const { ruleset, packet } = way
  const [target, value] = targetOf(rule)
  const place: Place = { ruleset, chain, target }
  const fits = fitting(rule, packet, place)
  if (fits === 'no' || target === null) return null
  if (target === 'vmap') {
    const verdict = mapped(value as never, packet, place)
    if (verdict === undefined) return 'unknown'
    return verdict === null ? null : unsure(obey(way, chain, [verdict], depth), fits)
  }
  return unsure(obey(way, chain, rule, depth), fits)
}

function obey(way: Walk, chain: Chain, rule: Expression[], depth: number): Step {
  const [target, value] = targetOf(rule)
  switch (target) {
    case 'jump':
    case 'goto': {
      const { tool, family, table } = chain
      const next = way.ruleset.chains.find(
        (one) =>
          one.tool === tool && one.family === family && one.table === table && one.name === value,
      )
      const end = next ? walk(way, next, depth + 1) : null
      // After a goto nobody comes back to the rules behind it.
      return end === null && target === 'goto' ? 'return' : end
    }
    case 'accept':
    case 'nat':
    case 'return':
      return target
    case 'drop':
      return { chain, base: way.base, byPolicy: false }
    default:
      return null
  }
}

/** What might have accepted or led away leaves it open; what might have dropped does not alarm. */
function unsure(end: Step, fits: Fits): Step {
  if (fits === 'yes' || end === null) return end
  if (end === 'return' || end === 'perhaps-return') return 'perhaps-return'
  return typeof end === 'object' ? null : 'unknown'
}

const targets: Record<string, string> = {
  accept: 'accept',
  drop: 'drop',
  reject: 'drop',
  return: 'return',
  masquerade: 'nat',
  snat: 'nat',
}
const extensions: Record<string, string> = {
  REJECT: 'drop',
  DROP: 'drop',
  MASQUERADE: 'nat',
  SNAT: 'nat',
}

/** What a rule does, and with what; null: nothing that ends the packet's way. */
function targetOf(rule: Expression[]): [target: string | null, value: unknown] {
  for (const part of rule) {
    for (const word of ['jump', 'goto'] as const) {
      const { target } = (part[word] ?? {}) as { target?: string }
      if (target !== undefined) return [word, target]
    }
    if ('vmap' in part) return ['vmap', part.vmap]
    const own = Object.keys(part).find((key) => key in targets)
    if (own) return [targets[own] ?? null, null]
    const xt = part.xt as { type?: string; name?: string } | null | undefined
    if (xt?.type === 'target') return [extensions[xt.name ?? ''] ?? null, null]
  }
  return [null, null]
}
