/** Which part of a LAN a routed network may have: chosen, and what is wrong with one. Pure. */
import type { LanFacts, LanSlice, TakenAddress } from '../../model/lan-slice.ts'
import { emptyDefinition } from '../../model/network-definition.ts'
import type { NetworkDefinition } from '../../model/network-definition.ts'
import {
  formatAddress,
  formatSubnet,
  isIn,
  lastOf,
  overlap,
  parseAddress,
  parseSubnet,
} from '../ip.ts'
import type { Subnet } from '../ip.ts'
import { problem } from '../problem.ts'
import type { Problem } from '../problem.ts'
import type { OccupiedSubnet } from './subnets.ts'

/** Of the parts: half of a usual LAN is the most, and below the last there is no guest. */
export const WIDEST = 25
export const NARROWEST = 30
const USUAL = 28

/** Null: it can be had, as far as this host knows. */
export function sliceProblem(text: string, facts: LanFacts): Problem | null {
  const found = (key: Parameters<typeof problem>[1], params?: Record<string, string>) =>
    problem('slice', key, params)
  const lan = facts.lan === null ? null : parseSubnet(facts.lan)
  const slice = parseSlice(text)
  if (!lan || !slice) return found('slice-subnet', { example: '192.168.1.224/28' })
  const isInside = overlap(slice, lan) && slice.prefix > lan.prefix
  if (!isInside) return found('slice-outside', { lan: formatSubnet(lan) })
  if (slice.first === lan.first || lastOf(slice) === lastOf(lan)) {
    return found('slice-edge', { lan: formatSubnet(lan) })
  }
  const network = facts.networks.find(({ subnet }) => {
    const other = parseSubnet(subnet)
    return other !== null && overlap(other, slice)
  })
  if (network) return found('slice-network', { ...network })
  const taken = takenIn(slice, facts.taken)
  return taken && found(`slice-${taken.by}`, { address: taken.address })
}

/** A whole part as it is written: no address within one, whose rest would be guessed. */
export function parseSlice(text: string): Subnet | null {
  const slice = parseSubnet(text.trim())
  if (slice?.family !== 'ipv4' || formatSubnet(slice) !== text.trim()) return null
  return slice.prefix >= WIDEST && slice.prefix <= NARROWEST ? slice : null
}

function takenIn(slice: Subnet, taken: TakenAddress[]): TakenAddress | null {
  const isTaken = ({ address }: TakenAddress) => {
    const parsed = parseAddress(address)
    return parsed !== null && isIn(parsed, slice)
  }
  return taken.find(isTaken) ?? null
}

/** From the LAN's end, which routers seldom lend; null where every part is taken. */
export function suggestSlice(facts: LanFacts): string | null {
  const lan = facts.lan === null ? null : parseSubnet(facts.lan)
  if (!lan) return null
  const prefix = Math.max(USUAL, lan.prefix + 2)
  if (prefix > NARROWEST) return null
  const size = 1n << BigInt(32 - prefix)
  // As many as a usual LAN has: one that is taken all over has no room for another.
  for (let tried = 1n; tried <= 16n; tried++) {
    const first = lastOf(lan) + 1n - size * (tried + 1n)
    if (first <= lan.first) return null
    const text = formatSubnet({ family: 'ipv4', first, prefix })
    if (sliceProblem(text, facts) === null) return text
  }
  return null
}

/** Without the LAN that a part lies in on purpose. */
export function withoutItsLan(occupied: OccupiedSubnet[], slice?: LanSlice): OccupiedSubnet[] {
  return occupied.filter(
    ({ by, name, subnet }) =>
      !(slice && by === 'interface' && name === slice.nic && subnet === slice.lan),
  )
}

/** The guests' addresses: the first is this host's own, on the network's bridge. */
export function guestsOf(slice: Subnet): { own: string; first: string; last: string } {
  const at = (value: bigint) => formatAddress({ family: slice.family, value })
  return {
    own: at(slice.first + 1n),
    first: at(slice.first + 2n),
    last: at(lastOf(slice) - 1n),
  }
}

/** A routed network with this part: libvirt lets in what comes from the LAN, and its dnsmasq lends the rest. */
export function sliceDefinition(asked: {
  name: string
  bridge: string
  slice: Subnet
}): NetworkDefinition {
  const { name, bridge, slice } = asked
  const { own, first, last } = guestsOf(slice)
  return {
    ...emptyDefinition(name, 'routed'),
    bridge,
    subnets: [
      {
        ...{ family: 'ipv4', address: own, prefix: slice.prefix },
        dhcpRanges: [{ start: first, end: last, leaseSeconds: null }],
        reservations: [],
      },
    ],
  }
}
