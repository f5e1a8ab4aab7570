/** Addresses of a network's former subnets that its definition still names. Pure. */
import type { DefinedSubnet } from '../../../../shared/model/network-definition.ts'
import { isIn, parseAddress, subnetOf } from '../../../../shared/rules/ip.ts'
import { elements } from '../dom.ts'
import type { Element } from '../dom.ts'

/** Anything that may be an address: in an attribute, or within an option for dnsmasq. */
const WORD = /[0-9A-Fa-f:]*[:.][0-9A-Fa-f:.]+/g

/** Those inside of a former subnet and of none of the present ones, each once. */
export function strayAddresses(
  root: Element,
  before: DefinedSubnet[],
  after: DefinedSubnet[],
): string[] {
  const isOf = (subnets: DefinedSubnet[]) => {
    const parsed = subnets.map(({ address, prefix }) => subnetOf(address, prefix))
    return (word: string) => {
      const address = parseAddress(word)
      return parsed.some((subnet) => address && subnet && isIn(address, subnet))
    }
  }
  const [wasIn, isNowIn] = [isOf(before), isOf(after)]
  const words = textsOf(root).flatMap((text) => text.match(WORD) ?? [])
  return [...new Set(words)].filter((word) => wasIn(word) && !isNowIn(word))
}

function textsOf(element: Element): string[] {
  const inner = elements(element)
  return [
    ...[...element.attributes].map(({ value }) => value),
    ...(inner.length === 0 ? [element.textContent ?? ''] : inner.flatMap(textsOf)),
  ]
}
