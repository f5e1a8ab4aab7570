/** Docker keeps one chain for others' rules, and leaves it alone when it writes its own anew. Pure. */
import { hasChain } from '../../../host/packet-filter/index.ts'
import type { HostCommand } from '../fix.ts'
import type { View } from '../view.ts'
import type { Stop } from './blocked.ts'
import { iptables, iptablesCommand, passesFor } from './own-rules.ts'
import { isOfIptables } from './owner.ts'

export function docker(stops: Stop[], { rules }: View): HostCommand[] | null {
  // With its nftables backend a table of its own drops, which no accept of another's can help.
  if (!rules || !stops.every(({ drop }) => isOfIptables({ chain: drop.base }))) return null
  return stops.flatMap((stop) => {
    const { family } = stop.drop.base
    if (!hasChain(rules, /^DOCKER-USER$/, family)) return iptables([stop]) ?? []
    return (passesFor(stop) ?? []).map((pass) => iptablesCommand('DOCKER-USER', pass, family))
  })
}
