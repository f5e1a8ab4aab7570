/** What is wrong with a definition, field by field: the same in the form and in the backend. Pure. */
import type {
  DefinedSubnet,
  DhcpRange,
  NetworkDefinition,
  Vlan,
} from '../../model/network-definition.ts'
import { isIn, isPrefix, parseAddress, subnetOf } from '../ip.ts'
import { isMac } from '../mac.ts'
import { isInterfaceName, isNetworkName } from '../names.ts'
import { controlProblems } from '../control-problems.ts'
import { hasPart } from './kinds.ts'
import { problem } from '../problem.ts'
import type { Problem } from '../problem.ts'
import { dnsProblems } from './dns-problems.ts'
import { subnetProblems } from './subnet-problems.ts'

/** What there is already, so that a new network does not clash with it. */
export interface Surroundings {
  /** Null for a new network, else what is its own. */
  own: {
    name: string
    bridge: string | null
    /** How many addresses machines hold from it now. */
    heldAddresses: number
  } | null
  networks: { name: string; bridge: string | null }[]
  interfaces: { name: string }[]
}

/**
 * Without what was so before: libvirt has accepted it, so it need not please us.
 * @param before null for a new network
 */
export function problemsSince(
  before: NetworkDefinition | null,
  definition: NetworkDefinition,
  around: Surroundings,
): Problem[] {
  const found = problemsOf(definition, around)
  if (!before) return found
  const identity = (of: NetworkDefinition, { field, text }: Problem) =>
    JSON.stringify([text.key, field.replace(/\d+/g, '#'), valueAt(of, field)])
  const known = new Set(problemsOf(before, around).map((item) => identity(before, item)))
  return found.filter((item) => !known.has(identity(definition, item)))
}

function valueAt(definition: NetworkDefinition, field: string): unknown {
  return field
    .split('.')
    .reduce<unknown>(
      (at, key) => (at as Record<string, unknown> | null | undefined)?.[key],
      definition,
    )
}

/**
 * What is there is looked at whatever the kind: libvirt hands it to dnsmasq where we would not have
 * thought that it does. A form asks about what fits its kind (`fitToKind`).
 */
export function problemsOf(definition: NetworkDefinition, around: Surroundings): Problem[] {
  const { kind, subnets } = definition
  return [
    ...controlProblems(definition),
    ...nameProblems(definition, around),
    ...(hasPart(kind, 'bridge') ? newBridgeProblems(definition, around) : []),
    ...bridgeProblems(definition),
    ...(hasPart(kind, 'host-bridge') ? hostBridgeProblems(definition) : []),
    ...(hasPart(kind, 'subnets') && subnets.length === 0
      ? [problem('subnets', 'subnet-needed')]
      : []),
    ...allSubnetProblems(definition),
    ...roomProblems(definition, around),
    ...dnsProblems(definition),
    ...routeProblems(definition, subnets),
    ...natProblems(definition),
    ...deviceProblems(definition),
    ...(hasPart(kind, 'macvtap') ? macvtapProblems(definition) : []),
    ...(hasPart(kind, 'sr-iov') ? sriovProblems(definition) : []),
    ...portProblems(definition),
  ]
}

function nameProblems({ name }: NetworkDefinition, { own, networks }: Surroundings): Problem[] {
  // A name that is there already may be anything that libvirt took.
  if (own?.name === name) return []
  if (!isNetworkName(name)) return [problem('name', 'network-name')]
  const taken = networks.some((other) => other.name === name)
  return taken ? [problem('name', 'network-name-taken')] : []
}

function newBridgeProblems({ bridge }: NetworkDefinition, around: Surroundings): Problem[] {
  return bridge === null || bridge === around.own?.bridge ? [] : newBridge(bridge, around)
}

function bridgeProblems({ mac, mtu, delay, zone }: NetworkDefinition): Problem[] {
  const found: Problem[] = []
  if (mac !== null && !isMac(mac)) found.push(problem('mac', 'mac'))
  if (mtu !== null && (mtu < 68 || mtu > 65_535)) found.push(problem('mtu', 'mtu'))
  if (delay < 0 || delay > 30) found.push(problem('delay', 'delay'))
  if (zone !== null && !/^[\w-]{1,64}$/.test(zone)) found.push(problem('zone', 'zone'))
  return found
}

function newBridge(bridge: string, { networks, interfaces }: Surroundings): Problem[] {
  if (!isInterfaceName(bridge)) return [problem('bridge', 'interface-name')]
  const network = networks.find((other) => other.bridge === bridge)
  if (network) return [problem('bridge', 'bridge-of-network', { network: network.name })]
  const taken = interfaces.some(({ name }) => name === bridge)
  return taken ? [problem('bridge', 'interface-taken')] : []
}

function hostBridgeProblems({ bridge }: NetworkDefinition): Problem[] {
  if (!bridge) return [problem('bridge', 'bridge-needed')]
  return isInterfaceName(bridge) ? [] : [problem('bridge', 'interface-name')]
}

function allSubnetProblems({ subnets }: NetworkDefinition): Problem[] {
  const found = subnets.flatMap((subnet, index) =>
    subnetProblems(subnet, `subnets.${index}`, subnets.slice(0, index)),
  )
  for (const family of ['ipv4', 'ipv6'] as const) {
    const withDhcp = subnets.filter((item) => item.family === family && handsOut(item))
    const second = withDhcp[1]
    if (second) found.push(problem(`subnets.${subnets.indexOf(second)}.dhcpRanges`, 'one-dhcp'))
  }
  return found
}

/**
 * libvirt tells dnsmasq that the ranges are all it may lease, and dnsmasq refuses to start with more
 * leases than that in its file: "too many stored leases". All DHCP of the network would be dead.
 */
function roomProblems({ subnets }: NetworkDefinition, { own }: Surroundings): Problem[] {
  const held = own?.heldAddresses ?? 0
  const room = subnets.flatMap(({ dhcpRanges }) => dhcpRanges).reduce(addRange, 0n)
  const at = subnets.findIndex(({ dhcpRanges }) => dhcpRanges.length > 0)
  if (at < 0 || room >= held) return []
  const last = (subnets[at]?.dhcpRanges.length ?? 1) - 1
  return [problem(`subnets.${at}.dhcpRanges.${last}.end`, 'leases-held', { count: held })]
}

function addRange(sum: bigint, { start, end }: DhcpRange): bigint {
  const [first, last] = [parseAddress(start), parseAddress(end)]
  return first && last ? sum + last.value - first.value + 1n : sum
}

function handsOut({ dhcpRanges, reservations }: DefinedSubnet): boolean {
  return dhcpRanges.length > 0 || reservations.length > 0
}

function routeProblems({ routes }: NetworkDefinition, subnets: DefinedSubnet[]): Problem[] {
  return routes.flatMap(({ destination, prefix, gateway }, index) => {
    const at = `routes.${index}`
    const to = parseAddress(destination)
    const via = parseAddress(gateway)
    const found: Problem[] = []
    if (!to) found.push(problem(`${at}.destination`, 'address'))
    else if (!isPrefix(to.family, prefix)) found.push(problem(`${at}.prefix`, 'prefix'))
    if (!via || (to && via.family !== to.family)) found.push(problem(`${at}.gateway`, 'gateway'))
    else if (!isOnAny(gateway, subnets)) found.push(problem(`${at}.gateway`, 'gateway-outside'))
    return found
  })
}

function isOnAny(address: string, subnets: DefinedSubnet[]): boolean {
  const parsed = parseAddress(address)
  return subnets.some((item) => {
    const subnet = subnetOf(item.address, item.prefix)
    return parsed !== null && subnet !== null && isIn(parsed, subnet)
  })
}

function natProblems({ nat }: NetworkDefinition): Problem[] {
  const found: Problem[] = []
  const { addresses, ports } = nat
  if (addresses) {
    const [start, end] = [parseAddress(addresses.start), parseAddress(addresses.end)]
    const ordered = start?.family === 'ipv4' && end?.family === 'ipv4' && start.value <= end.value
    if (!ordered) found.push(problem('nat.addresses', 'nat-addresses'))
  }
  if (ports && (ports.start < 1 || ports.start > ports.end)) {
    found.push(problem('nat.ports', 'nat-ports'))
  }
  return found
}

function deviceProblems({ forwardDevice }: NetworkDefinition): Problem[] {
  const valid = forwardDevice === null || isInterfaceName(forwardDevice)
  return valid ? [] : [problem('forwardDevice', 'interface-name')]
}

function macvtapProblems({ devices }: NetworkDefinition): Problem[] {
  if (devices.length === 0) return [problem('devices', 'device-needed')]
  const bad = devices.some((device) => !isInterfaceName(device))
  return bad ? [problem('devices', 'interface-name')] : []
}

function sriovProblems({ physicalFunction }: NetworkDefinition): Problem[] {
  // Null is a pool of single functions, which only the XML lists.
  const valid = physicalFunction === null || isInterfaceName(physicalFunction)
  return valid ? [] : [problem('physicalFunction', 'physical-function')]
}

/** libvirt tags frames only where the switch, the host's own bridge or the card does it. */
export function canTag({ kind, macvtapMode }: NetworkDefinition): boolean {
  return hasPart(kind, 'vlan') && (!hasPart(kind, 'macvtap') || macvtapMode === 'passthrough')
}

function portProblems(definition: NetworkDefinition): Problem[] {
  const { kind, portGroups, vlan, bandwidth } = definition
  const found: Problem[] = []
  if (hasPart(kind, 'vlan') && vlan) found.push(...vlanProblems(definition, vlan, 'vlan'))
  if (hasPart(kind, 'bandwidth') && bandwidth) found.push(...rateProblems(bandwidth, 'bandwidth'))
  const names = portGroups.map(({ name }) => name)
  for (const [index, group] of portGroups.entries()) {
    const at = `portGroups.${index}`
    if (group.name.trim() === '') found.push(problem(`${at}.name`, 'name-needed'))
    if (names.indexOf(group.name) !== index) found.push(problem(`${at}.name`, 'name-twice'))
    if (group.vlan) found.push(...vlanProblems(definition, group.vlan, `${at}.vlan`))
    if (group.bandwidth) found.push(...rateProblems(group.bandwidth, `${at}.bandwidth`))
  }
  const defaults = portGroups.filter(({ isDefault }) => isDefault)
  if (defaults.length > 1) found.push(problem('portGroups', 'one-default'))
  return found
}

function vlanProblems(definition: NetworkDefinition, { tags }: Vlan, at: string): Problem[] {
  if (!canTag(definition)) return [problem(at, 'vlan-unsupported')]
  return tags.length === 0 || tags.some(({ id }) => id > 4094) ? [problem(at, 'vlan-tags')] : []
}

function rateProblems(
  bandwidth: NonNullable<NetworkDefinition['bandwidth']>,
  at: string,
): Problem[] {
  return (['inbound', 'outbound'] as const)
    .filter((direction) => {
      const rate = bandwidth[direction]
      return rate && !rate.average && !rate.floor
    })
    .map((direction) => problem(`${at}.${direction}`, 'average-needed'))
}
