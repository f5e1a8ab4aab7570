/** What is wrong with the settings asked for an interface. Pure. */
import type { FamilySettings, InterfaceSettings } from '../../schemas/interface-intents.ts'
import { addressProblems } from '../bridge-problems.ts'
import { parseAddress, parseSubnet } from '../ip.ts'
import type { Family } from '../ip.ts'
import { parseNameServer } from '../name-servers.ts'
import { isDomainName } from '../networks/dns-problems.ts'
import { problem } from '../problem.ts'
import type { Problem } from '../problem.ts'

const families = ['ipv4', 'ipv6'] as const

/** IPv6 goes over no link with less (RFC 8200, 5). */
const LEAST_MTU: Record<Family, number> = { ipv4: 68, ipv6: 1280 }
const MOST_MTU = 65_535

export function interfaceProblems(asked: InterfaceSettings): Problem[] {
  return [
    ...families.flatMap((family) => familyProblems(family, asked[family])),
    ...listProblems(asked),
    ...routeProblems(asked),
    ...mtuProblems(asked),
  ]
}

/** @param before what the profile says by now, and so need not please us */
export function interfaceProblemsSince(
  before: InterfaceSettings,
  asked: InterfaceSettings,
): Problem[] {
  const known = new Set(interfaceProblems(before).map((item) => identity(before, item)))
  return interfaceProblems(asked).filter((item) => !known.has(identity(asked, item)))
}

function identity(of: InterfaceSettings, { field, text }: Problem): string {
  const value = field.split('.').reduce<unknown>((part, key) => {
    return (part as Record<string, unknown> | undefined)?.[key]
  }, of)
  return JSON.stringify([text.key, field.replace(/\d+/, '*'), value])
}

function familyProblems(family: Family, settings: FamilySettings): Problem[] {
  const { method, addresses, gateway } = settings
  if (method === 'none') {
    const isMore = addresses.length > 0 || gateway !== null
    return isMore ? [problem(`${family}.addresses`, 'family-off')] : []
  }
  if (method === 'manual' && addresses.length === 0) {
    return [problem(`${family}.addresses`, 'host-cidr')]
  }
  const foreign = addresses.flatMap((text, index) => {
    const subnet = parseSubnet(text)
    return subnet && subnet.family !== family
      ? [problem(`${family}.addresses.${index}`, family)]
      : []
  })
  const asked = { method: 'static' as const, addresses, gateway, gateway6: null, dns: [] }
  // With addresses of its own alone it is known what reaches the gateway.
  const gatewayOf = method === 'manual' ? gateway : null
  const found = addressProblems({ ...asked, gateway: gatewayOf })
  const isOther = gateway !== null && (parseAddress(gateway)?.family ?? family) !== family
  return [
    ...foreign,
    ...found.map(({ field, text }) => ({ field: `${family}.${field}`, text })),
    ...(isOther ? [problem(`${family}.gateway`, family)] : []),
  ]
}

function listProblems(asked: InterfaceSettings): Problem[] {
  const dns = asked.dns.flatMap((text, index) => {
    const family = parseNameServer(text)?.address.family
    if (!family) return [problem(`dns.${index}`, 'name-server')]
    return isOff(asked, family) ? [problem(`dns.${index}`, 'family-off')] : []
  })
  const search = asked.search.flatMap((domain, index) =>
    isDomainName(domain.replace(/^~/, '')) ? [] : [problem(`search.${index}`, 'domain')],
  )
  const isNobody = asked.search.length > 0 && families.every((family) => isOff(asked, family))
  return [...dns, ...search, ...(isNobody ? [problem('search.0', 'family-off')] : [])]
}

function routeProblems(asked: InterfaceSettings): Problem[] {
  return asked.routes.flatMap(({ destination, nextHop }, index) => {
    const field = `routes.${index}`
    const subnet = parseSubnet(destination)
    if (!subnet) return [problem(field, 'route')]
    if (isOff(asked, subnet.family)) return [problem(field, 'family-off')]
    if (nextHop === null) return []
    return parseAddress(nextHop)?.family === subnet.family ? [] : [problem(field, 'route')]
  })
}

function mtuProblems({ mtu, ipv6 }: InterfaceSettings): Problem[] {
  if (mtu === null) return []
  const least = LEAST_MTU[ipv6.method === 'none' ? 'ipv4' : 'ipv6']
  const fits = Number.isInteger(mtu) && mtu >= least && mtu <= MOST_MTU
  return fits ? [] : [problem('mtu', 'between', { least, most: MOST_MTU })]
}

function isOff(asked: InterfaceSettings, family: Family): boolean {
  return asked[family].method === 'none'
}
