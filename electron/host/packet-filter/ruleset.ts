/**
 * The kernel's packet filter as data: of `nft -j list ruleset`, in which the rules of iptables are
 * too unless it is iptables-legacy, and of `iptables-save`. Pure.
 */

export interface Ruleset {
  tables: Table[]
  chains: Chain[]
  /** Of a chain, by `keyOf`. */
  rules: Map<string, Expression[][]>
  /** Of named sets and maps, by family, table and name. */
  sets: Map<string, unknown[]>
}

/** Whose command shows and changes it; nft shows none of what iptables-legacy has. */
export type Tool = 'nft' | 'iptables-legacy'

export interface Table {
  family: string
  name: string
  /** `owner`: nobody but the program that made it may change it (firewalld from 2.3 on). */
  flags: string[]
}

export interface Chain {
  family: string
  table: string
  name: string
  tool: Tool
  type?: string
  hook?: string
  prio?: number
  policy?: string
}

export type Expression = Record<string, unknown>

export const noRules: Ruleset = { tables: [], chains: [], rules: new Map(), sets: new Map() }

/** @throws Error when it is not what nft prints */
export function parseRuleset(json: string): Ruleset {
  const { nftables } = JSON.parse(json) as { nftables: Record<string, Record<string, unknown>>[] }
  const tables = nftables.flatMap(({ table }) => (table ? [tableOf(table)] : []))
  const chains = nftables.flatMap(({ chain }) =>
    chain ? [{ ...(chain as unknown as Chain), tool: 'nft' as const }] : [],
  )
  const rules: Ruleset['rules'] = new Map()
  const sets: Ruleset['sets'] = new Map()
  for (const { rule, set, map } of nftables) {
    if (rule) {
      const { family, table, chain, expr } = rule as Record<string, string>
      append(rules, `nft ${family} ${table} ${chain}`, expr as unknown as Expression[])
    }
    const named = set ?? map
    if (named) sets.set(setKey(named as never), (named.elem as unknown[] | undefined) ?? [])
  }
  return { tables, chains, rules, sets }
}

function tableOf({ family, name, flags }: Record<string, unknown>): Table {
  const list = Array.isArray(flags) ? flags : [flags]
  const words = list.filter((flag): flag is string => typeof flag === 'string')
  return { family: String(family), name: String(name), flags: words }
}

function append(rules: Ruleset['rules'], key: string, rule: Expression[]): void {
  const list = rules.get(key)
  if (list) list.push(rule)
  else rules.set(key, [rule])
}

export function keyOf({ tool, family, table, name }: Chain): string {
  return `${tool} ${family} ${table} ${name}`
}

export function setKey(set: { family: string; table: string; name: string }): string {
  return `${set.family} ${set.table} ${set.name}`
}

export function merged(...all: Ruleset[]): Ruleset {
  return {
    tables: all.flatMap(({ tables }) => tables),
    chains: all.flatMap(({ chains }) => chains),
    rules: new Map(all.flatMap(({ rules }) => [...rules])),
    sets: new Map(all.flatMap(({ sets }) => [...sets])),
  }
}

/** Does a chain of this name exist (Docker's, ufw's)? */
export function hasChain({ chains }: Ruleset, pattern: RegExp, family?: string): boolean {
  return chains.some(
    (chain) => pattern.test(chain.name) && chain.family === (family ?? chain.family),
  )
}
