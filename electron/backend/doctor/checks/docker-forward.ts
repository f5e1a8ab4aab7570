/**
 * Docker sets the policy of FORWARD to DROP, and with br_netfilter (which Docker loads) that is
 * also asked about packets that never leave a bridge: machines on it are cut off from the LAN.
 */
import { defineCheck } from '../check.ts'
import { bridged, allowing, quoteDrop } from '../firewall.ts'
import type { Drop } from '../firewall.ts'
import { hasChain, verdictOn } from '../../../host/packet-filter.ts'
import { isHostBridge } from '../facts.ts'
import { quoteSysctl } from '../view.ts'

interface Blocked {
  bridge: string
  drop: Drop
}

const BRIDGE_NF = 'net.bridge.bridge-nf-call-iptables'

export default defineCheck<Blocked>({
  id: 'docker-forward',
  applicable: ({ rules }) => rules !== null,
  check: (view) => {
    const { rules, sysctl } = view
    if (!rules || sysctl(BRIDGE_NF) !== 1 || !hasChain(rules, /^DOCKER/)) return []
    return view.bridges
      .filter((bridge) => isHostBridge(view, bridge))
      .flatMap((bridge) => {
        const verdict = verdictOn(rules, bridged(bridge))
        return verdict.is === 'drop' ? [{ bridge, drop: verdict }] : []
      })
  },
  explain: ({ bridge, drop }, { sysctl }) => ({
    about: { type: 'bridge', name: bridge },
    level: 'error',
    params: { bridge },
    evidence: [quoteDrop(drop), quoteSysctl(BRIDGE_NF, sysctl(BRIDGE_NF))],
  }),
  // Docker leaves this chain alone when it writes its own rules anew.
  fix: ({ bridge, drop }, { rules }) =>
    allowing(rules && hasChain(rules, /^DOCKER-USER$/) ? { ...drop, chain: 'DOCKER-USER' } : drop, [
      ['iifname', bridge],
      ['oifname', bridge],
    ]),
})
