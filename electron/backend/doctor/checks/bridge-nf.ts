/** A firewall that was made for routing is asked about packets that never leave a bridge. */
import { defineCheck } from '../check.ts'
import { bridged, quoteDrop } from '../firewall.ts'
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
  id: 'bridge-nf',
  applicable: ({ rules }) => rules !== null,
  check: (view) => {
    const { rules, sysctl } = view
    if (!rules || sysctl(BRIDGE_NF) !== 1 || hasChain(rules, /^DOCKER/)) return []
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
    params: { bridge, chain: `${drop.family} ${drop.table} ${drop.chain}` },
    evidence: [quoteSysctl(BRIDGE_NF, sysctl(BRIDGE_NF)), quoteDrop(drop)],
  }),
  fix: () => ({
    fix: { do: 'host', argvs: [['sysctl', '-w', `${BRIDGE_NF}=0`]] },
    commands: [
      `sudo sysctl -w ${BRIDGE_NF}=0`,
      `echo ${BRIDGE_NF}=0 | sudo tee /etc/sysctl.d/99-bridge.conf`,
    ],
  }),
})
