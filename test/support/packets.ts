/** What the ordinary user's programs send to anywhere that is not this host: the kernel's word. */
import { ROUTER } from '../lab/lan.ts'
import { ALEX } from '../lab/place.ts'
import type { Lab } from '../lab/lab.ts'

export interface PacketWatch {
  /** Each destination once, as `198.51.100.1 udp 53`, sorted. */
  sent(): Promise<string[]>
}

/** From now on, and for as long as the lab lives. */
export async function watchPackets(lab: Lab): Promise<PacketWatch> {
  const table = `watch${++watches}`
  const sets = (['ip', 'ip6'] as const).map((family) => rulesFor(family))
  await lab.run(['nft', '-f', '-'], {
    input: `table inet ${table} {
  ${sets.map(({ set }) => set).join('\n  ')}
  chain out {
    type filter hook output priority 0;
    ${sets.map(({ rule }) => rule).join('\n    ')}
  }
}`,
  })
  return {
    sent: async () => {
      const { stdout } = await lab.run(['nft', '-j', 'list', 'table', 'inet', table])
      return destinations(JSON.parse(stdout) as Listing)
    },
  }
}

/** At a machine whose page is shown, once it has an address: on this host's own network. */
const WEB_PAGE = /^192\.168\.122\.\d+ tcp (80|443|8080|8443)$/

export function isNoWebPage(destination: string): boolean {
  return !WEB_PAGE.test(destination)
}

/** The page of a machine asks the host's resolver, too, whether it knows the machine by its name. */
export function isOfNoMachinePage(destination: string): boolean {
  return isNoWebPage(destination) && destination !== `${ROUTER} udp 53`
}

let watches = 0

function rulesFor(family: 'ip' | 'ip6'): { set: string; rule: string } {
  const address = family === 'ip' ? 'ipv4_addr' : 'ipv6_addr'
  const destination = `${family} daddr . meta l4proto . th dport`
  return {
    set: `set to_${family} { type ${address} . inet_proto . inet_service; flags dynamic; size 1000; }`,
    rule: `meta skuid ${ALEX} oifname != "lo" add @to_${family} { ${destination} }`,
  }
}

interface Listing {
  nftables: { set?: { elem?: { concat: (string | number)[] }[] } }[]
}

function destinations({ nftables }: Listing): string[] {
  const elements = nftables.flatMap(({ set }) => set?.elem ?? [])
  return elements.map(({ concat }) => concat.join(' ')).sort()
}
