/** What of a need the rules stop, and where. Pure. */
import type { Evidence } from '../../../../shared/model/finding.ts'
import { commandLine } from '../../../../shared/rules/shell.ts'
import type { Drop, Ruleset } from '../../../host/packet-filter/index.ts'
import { verdictOn } from '../../../host/packet-filter/index.ts'
import type { View } from '../view.ts'
import type { Need } from './needs.ts'
import { isOfIptables, nameOf, ownerOf } from './owner.ts'
import type { Owner } from './owner.ts'

/** One need, stopped in one place. */
export interface Stop {
  need: Need
  owner: Owner
  drop: Drop
}

export function stopsOf(needs: Need[], { rules }: View): Stop[] {
  if (!rules) return []
  const judged = needs.map((need) => ({ need, ...judge(need, rules) }))
  return judged.flatMap(({ need, drops, isUnknown }) => {
    // Where nobody can tell what becomes of the answers, they go the way of the question.
    const begun = judged.find((one) => need.way === 'back' && isBegun(one.need, need))
    const places = isUnknown && begun ? unique([...drops, ...begun.drops]) : drops
    return places.map((drop) => ({ need, owner: ownerOf(drop, rules), drop }))
  })
}

function judge({ packets }: Need, rules: Ruleset): { drops: Drop[]; isUnknown: boolean } {
  const verdicts = packets.map((packet) => verdictOn(rules, packet))
  return {
    drops: unique(verdicts.flatMap(({ drops }) => drops)),
    isUnknown: verdicts.some(({ is }) => is === 'unknown'),
  }
}

/** Is one what the other answers? */
function isBegun({ way, family, bridge }: Need, back: Need): boolean {
  return way === 'out' && family === back.family && bridge === back.bridge
}

function unique(drops: Drop[]): Drop[] {
  return drops.filter(
    ({ chain, base }, index) =>
      drops.findIndex((one) => one.chain === chain && one.base === base) === index,
  )
}

export function namesOf(stops: Stop[]): string {
  return [...new Set(stops.map(({ owner, drop }) => nameOf(owner, drop)))].join(', ')
}

export function chainsOf(stops: Stop[]): string {
  const names = stops.map(({ drop: { chain } }) => `${chain.family} ${chain.table} ${chain.name}`)
  return [...new Set(names)].join(', ')
}

export function quotesOf(stops: Stop[]): Evidence[] {
  const quotes = stops.map(({ drop }) => quoteDrop(drop))
  return quotes.filter(
    ({ command }, index) => quotes.findIndex((one) => one.command === command) === index,
  )
}

function quoteDrop(drop: Drop): Evidence {
  const { family, table, name, tool } = drop.chain
  const iptables = family === 'ip' ? 'iptables' : 'ip6tables'
  const shown = ['-t', table, '-S', name]
  const own = isOfIptables(drop)
    ? [iptables, ...shown]
    : ['nft', 'list', 'chain', family, table, name]
  return {
    command: commandLine(['sudo', ...(tool === 'nft' ? own : [`${iptables}-legacy`, ...shown])]),
    output: drop.byPolicy ? 'policy drop' : 'drop / reject',
  }
}
