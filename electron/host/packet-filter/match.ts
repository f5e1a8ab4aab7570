/** Whether a rule fits a packet, as far as that can be told. Pure. */
import { isIn, parseAddress, subnetOf } from '../../../shared/rules/ip.ts'
import type { Left, Packet } from './packet.ts'
import { valueOf } from './packet.ts'
import type { Chain, Expression, Ruleset } from './ruleset.ts'

export type Fits = 'yes' | 'no' | 'maybe'

interface Comparison {
  op: string
  left: Left
  right: unknown
}

/** Where a rule stands: named sets are of its table, and an opaque part is read by what it does. */
export interface Place {
  ruleset: Ruleset
  chain: Chain
  target: string | null
}

export function fitting(rule: Expression[], packet: Packet, place: Place): Fits {
  let result: Fits = 'yes'
  for (const part of rule) {
    const fits = fitsPart(part, packet, place)
    if (fits === false) return 'no'
    if (fits === null) result = 'maybe'
  }
  return result
}

/** Null: cannot be told. */
function fitsPart(part: Expression, packet: Packet, place: Place): boolean | null {
  const xt = part.xt as { type?: string; name?: string } | null | undefined
  if (xt?.type === 'match') return fitsExtension(xt.name ?? '', packet, place)
  // How often is no question of what: one packet is within every limit.
  if (!('match' in part)) return true
  const { op, left, right } = part.match as Comparison
  const equal = compare(left, right, packet, place)
  return equal !== null && op === '!=' ? !equal : equal
}

/**
 * Of an extension of iptables' nft's JSON has the name alone. What it looks for in a connection's
 * state is, in practice, that it is known already where a rule lets through, that it is invalid where
 * one drops. ufw's own chain lets go on what is for this host, for a group or for everybody, as
 * everything is that a guest asks of the host. Source: ufw's before.rules.
 */
function fitsExtension(name: string, { state }: Packet, { chain, target }: Place): boolean | null {
  if (name === 'comment') return true
  if (name === 'addrtype' && /^ufw6?-not-local$/.test(chain.name)) return target === 'return'
  if (name !== 'conntrack' && name !== 'state') return null
  if (target === 'accept') return state === 'established'
  return target === 'drop' ? false : null
}

function compare(left: Left, right: unknown, packet: Packet, place: Place): boolean | null {
  if (typeof left !== 'object') return null
  const concat = (left as { concat?: Left[] }).concat
  if (concat) return isTuple(concat, right, packet, place)
  const value = valueOf(left, packet)
  if (value === undefined) return null
  const words = Array.isArray(value) ? value : [value]
  return anyOf(words.map((word) => isAmong(word, right, place)))
}

/** `ip saddr . tcp dport { 192.0.2.1 . 22 }` */
function isTuple(parts: Left[], right: unknown, packet: Packet, place: Place): boolean | null {
  const tuples = elementsOf(right, place)
  if (!tuples) return null
  return anyOf(
    tuples.map((element) => {
      const { concat } = bare(element) as { concat?: unknown[] }
      if (!concat) return null
      return allOf(parts.map((left, at) => compare(left, concat[at], packet, place)))
    }),
  )
}

export function isAmong(value: string, right: unknown, place: Place): boolean | null {
  if (Array.isArray(right)) return anyOf(right.map((item) => isAmong(value, bare(item), place)))
  if (typeof right === 'number') return value === String(right)
  if (typeof right === 'string' && !right.startsWith('@')) {
    return right.endsWith('*') ? value.startsWith(right.slice(0, -1)) : isSame(value, right)
  }
  const elements = elementsOf(right, place)
  if (elements) return isAmong(value, elements, place)
  const { prefix, range } = (right ?? {}) as {
    prefix?: { addr: string; len: number }
    range?: [string | number, string | number]
  }
  if (prefix) {
    const address = parseAddress(value)
    const subnet = subnetOf(prefix.addr, prefix.len)
    return address !== null && subnet !== null && isIn(address, subnet)
  }
  return range ? isBetween(value, range) : null
}

function isSame(value: string, right: string): boolean {
  if (value === right) return true
  const [a, b] = [parseAddress(value), parseAddress(right)]
  return a !== null && b !== null && a.family === b.family && a.value === b.value
}

function isBetween(value: string, [from, to]: [string | number, string | number]): boolean {
  const [at, low, high] = [value, from, to].map((item) => parseAddress(String(item)))
  if (at && low && high) {
    return at.family === low.family && at.value >= low.value && at.value <= high.value
  }
  return value !== '' && Number(value) >= Number(from) && Number(value) <= Number(to)
}

/** Of `{ … }` and of a named set or map, `@name`; null: it is neither. */
export function elementsOf(right: unknown, { ruleset, chain }: Place): unknown[] | null {
  if (typeof right === 'string' && right.startsWith('@')) {
    return ruleset.sets.get(`${chain.family} ${chain.table} ${right.slice(1)}`) ?? null
  }
  const { set } = (right ?? {}) as { set?: unknown }
  if (typeof set === 'string') return elementsOf(set, { ruleset, chain, target: null })
  return Array.isArray(set) ? set : null
}

/** An element may carry a timeout or a comment. */
export function bare(element: unknown): unknown {
  const { elem } = (typeof element === 'object' && element !== null ? element : {}) as {
    elem?: { val: unknown }
  }
  return elem ? elem.val : element
}

/** The verdict that a map of verdicts has for the packet; undefined: cannot be told. */
export function mapped(
  { key, data }: { key: Left; data: unknown },
  packet: Packet,
  place: Place,
): Expression | null | undefined {
  const elements = elementsOf(data, place)
  if (!elements) return undefined
  for (const element of elements) {
    const [item, verdict] = Array.isArray(element) ? element : []
    const fits =
      'concat' in key
        ? isTuple(key.concat as never, { set: [item] }, packet, place)
        : compare(key, bare(item), packet, place)
    if (fits === null) return undefined
    if (fits) return verdict as Expression
  }
  return null
}

function anyOf(answers: (boolean | null)[]): boolean | null {
  if (answers.includes(true)) return true
  return answers.includes(null) ? null : false
}

function allOf(answers: (boolean | null)[]): boolean | null {
  if (answers.includes(false)) return false
  return answers.includes(null) ? null : true
}
