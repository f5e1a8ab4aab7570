/** What is wrong with the options or the addresses asked for a bridge. Pure. */
import type { BridgeAddresses, BridgeOptions, PortVlans } from '../model/bridge-settings.ts'
import type { StaticAddresses } from './bridge-gateways.ts'
import { bits, isIn, isLinkLocal, parseAddress, parseSubnet } from './ip.ts'
import type { Address, Subnet } from './ip.ts'
import { isMac } from './mac.ts'
import { parseNameServer } from './name-servers.ts'
import { problem } from './problem.ts'
import type { Problem } from './problem.ts'
import { MOST_VLAN } from './vlans/numbers.ts'
import { rangeProblems } from './vlans/ranges.ts'

const ranges = {
  priority: [0, 65535],
  forwardDelay: [2, 30],
  ageingTime: [0, 1_000_000],
  nativeVlan: [0, MOST_VLAN],
  mtu: [68, 65535],
} as const

/** Without what was so before: NetworkManager has accepted it, so it need not please us. */
export function optionProblemsSince(before: BridgeOptions, options: BridgeOptions): Problem[] {
  const known = optionProblems(before).map(({ field }) => field)
  const isSame = (field: string) =>
    options[field as keyof BridgeOptions] === before[field as keyof BridgeOptions]
  return optionProblems(options).filter(({ field }) => !(known.includes(field) && isSame(field)))
}

export function optionProblems(options: BridgeOptions): Problem[] {
  const numbers = (Object.keys(ranges) as (keyof typeof ranges)[]).flatMap((field) => {
    const [usual, most] = ranges[field]
    // NetworkManager's own rule (nm-setting-bridge.c, check_range).
    const least = field === 'forwardDelay' && !options.stp ? 0 : usual
    const value = options[field]
    const fits = value === null || (Number.isInteger(value) && value >= least && value <= most)
    return fits ? [] : [problem(field, 'between', { least, most })]
  })
  const isBadMac = options.mac !== null && !isMac(options.mac)
  return [
    ...numbers,
    ...(isBadMac ? [problem('mac', 'mac')] : []),
    ...rangeProblems(options.vlans, 'vlans'),
  ]
}

export function portVlanProblems(asked: readonly PortVlans[] = []): Problem[] {
  return asked.flatMap(({ port, vlans }) => rangeProblems(vlans, `portVlans.${port}`))
}

/** @param before what the bridge has by now, and so need not please us */
export function addressProblemsSince(
  before: BridgeAddresses | null,
  asked: BridgeAddresses,
): Problem[] {
  const found = addressProblems(asked)
  if (before?.method !== 'static' || asked.method !== 'static') return found
  const known = new Set(addressProblems(before).map((item) => identity(before, item)))
  return found.filter((item) => !known.has(identity(asked, item)))
}

function identity(of: StaticAddresses, { field, text }: Problem): string {
  const [name = '', index] = field.split('.')
  const value = of[name as keyof StaticAddresses]
  return JSON.stringify([text.key, name, Array.isArray(value) ? value[Number(index)] : value])
}

export function addressProblems(asked: BridgeAddresses): Problem[] {
  if (asked.method !== 'static') return []
  const subnets = asked.addresses.map(parseSubnet)
  const wrong = subnets.flatMap((subnet, index) =>
    subnet ? [] : [problem(`addresses.${index}`, 'host-cidr')],
  )
  const dns = asked.dns.flatMap((server, index) =>
    parseNameServer(server) ? [] : [problem(`dns.${index}`, 'name-server')],
  )
  return [...wrong, ...dns, ...gatewayProblems(asked, subnets)]
}

function gatewayProblems(asked: StaticAddresses, subnets: (Subnet | null)[]): Problem[] {
  const { gateway, gateway6 = null } = asked
  const [first, second] = [gateway, gateway6].map((text) => text !== null && parseAddress(text))
  const isTwice = first && second && first.family === second.family
  return [
    ...gatewayProblem('gateway', first, subnets),
    ...(isTwice
      ? [problem('gateway6', 'gateway-twice')]
      : gatewayProblem('gateway6', second, subnets)),
  ]
}

/** @param gateway false where none was asked for */
function gatewayProblem(
  field: string,
  gateway: Address | null | false | undefined,
  subnets: (Subnet | null)[],
): Problem[] {
  if (gateway === false || gateway === undefined) return []
  if (gateway === null) return [problem(field, 'address')]
  const isReached = subnets.some((subnet) => subnet && reaches(subnet, gateway))
  return isReached ? [] : [problem(field, 'gateway-unreached')]
}

/**
 * NetworkManager adds a route to the gateway itself where the subnet has none: hosting companies
 * give a single address (/32, /128), a router's link-local address, or a /64 and a gateway that is
 * elsewhere in their own prefix.
 */
function reaches(subnet: Subnet, gateway: Address): boolean {
  if (isIn(gateway, subnet)) return true
  if (gateway.family !== subnet.family) return false
  if (subnet.prefix === bits[subnet.family]) return true
  return gateway.family === 'ipv6' && (isLinkLocal(gateway) || sharesProvider(subnet, gateway))
}

/** The least that a registry gives a provider (RIPE-738: a /32). */
function sharesProvider(subnet: Subnet, gateway: Address): boolean {
  return subnet.first >> 96n === gateway.value >> 96n
}
