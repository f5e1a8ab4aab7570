/** A filter of ours → the rules that it was made of. Pure. */
import type { NicRules, NicService } from '../../../../shared/model/nic-rules.ts'
import { bits, formatAddress, formatSubnet, parseAddress } from '../../../../shared/rules/ip.ts'
import { prefixOfNetmask, subnetOf } from '../../../../shared/rules/ip.ts'
import { ruleKindOf } from '../../../../shared/rules/nic-rules.ts'
import { attribute, children, elements, numericAttribute, text } from '../dom.ts'
import type { Element } from '../dom.ts'
import { CHOSEN } from './lines.ts'

/** Null for a filter that is none of ours; what somebody has added to one of ours is not read. */
export function readRules(filter: Element): NicRules | null {
  const kind = ruleKindOf(attribute(filter, 'name') ?? '')
  switch (kind) {
    case null:
      return null
    case 'internet':
    case 'lan':
      return { allow: kind }
    case 'addresses':
      return { allow: kind, addresses: matchesOf(filter).flatMap((one) => placeOf(one) ?? []) }
    case 'services':
      return { allow: kind, services: matchesOf(filter).flatMap((one) => serviceOf(one) ?? []) }
  }
}

export function uuidOfFilter(filter: Element): string | null {
  return text(filter, 'uuid')
}

/** Of each chosen place what leads to it. */
function matchesOf(filter: Element): Element[] {
  return children(filter, 'rule')
    .filter((rule) => numericAttribute(rule, 'priority') === CHOSEN)
    .filter((rule) => attribute(rule, 'direction') === 'out')
    .flatMap((rule) => elements(rule).slice(0, 1))
}

function placeOf(match: Element): string | null {
  const address = attribute(match, 'dstipaddr') ?? ''
  const parsed = parseAddress(address)
  if (!parsed) return null
  const mask = attribute(match, 'dstipmask')
  const prefix = mask === null ? bits[parsed.family] : (prefixOfNetmask(mask) ?? Number(mask))
  const subnet = subnetOf(address, prefix)
  if (!subnet) return null
  return prefix === bits[parsed.family] ? formatAddress(parsed) : formatSubnet(subnet)
}

function serviceOf(match: Element): NicService | null {
  const address = placeOf(match)
  const port = numericAttribute(match, 'dstportstart')
  const protocol = attribute(match, 'protocol')
  const isKnown = protocol === 'tcp' || protocol === 'udp'
  return address !== null && port !== null && isKnown ? { address, protocol, port } : null
}
