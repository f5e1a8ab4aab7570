/** What a network is, as it runs; and beside it, never in its place, what it will be. Pure. */
import type { Network, NetworkFacts } from '../../shared/model/network.ts'
import type { NetworkPart } from '../../shared/rules/networks/kinds.ts'
import { cidr } from './ip.ts'

export interface Fact {
  id: 'kindLabel' | 'bridge' | 'forwardDevices' | 'subnet' | 'dhcpRange' | 'domainName' | 'mac'
  /** A kind is a word of the locales; everything else is shown as it is. */
  now: string[]
  /** From the next restart; null where that stays. Empty: it will have none. */
  next: string[] | null
}

interface Source {
  id: Fact['id']
  parts: NetworkPart[]
  of: (facts: NetworkFacts) => string[]
}

const sources: Source[] = [
  { id: 'kindLabel', parts: ['general'], of: ({ kind }) => [kind] },
  { id: 'bridge', parts: ['general', 'bridge', 'host-bridge'], of: ({ bridge }) => some(bridge) },
  {
    id: 'forwardDevices',
    parts: ['general', 'forward-device', 'macvtap', 'sr-iov', 'other'],
    of: ({ forwardDevices }) => forwardDevices,
  },
  { id: 'subnet', parts: ['general', 'subnets'], of: ({ subnets }) => subnets.map(cidr) },
  { id: 'dhcpRange', parts: ['general', 'subnets'], of: ({ subnets }) => ranges(subnets) },
  { id: 'domainName', parts: ['general', 'dns'], of: ({ domainName }) => some(domainName) },
  { id: 'mac', parts: ['general', 'bridge'], of: ({ mac }) => some(mac) },
]

export function factsOf(network: Network): Fact[] {
  return sources.map(({ id, parts, of }) => {
    const now = of(network)
    const waits = parts.some((part) => network.pending.includes(part))
    const next = waits && network.next ? of(network.next) : null
    return { id, now, next: next && next.join() !== now.join() ? next : null }
  })
}

function ranges(subnets: NetworkFacts['subnets']): string[] {
  return subnets.flatMap(({ dhcpRanges }) =>
    dhcpRanges.map(({ start, end }) => `${start} – ${end}`),
  )
}

function some(value: string | null): string[] {
  return value === null ? [] : [value]
}
