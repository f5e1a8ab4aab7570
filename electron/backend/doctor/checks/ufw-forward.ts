/** ufw drops what is forwarded unless told otherwise, and with br_netfilter that means bridges too. */
import { defineCheck } from '../check.ts'
import { hostRemedy } from '../fix.ts'
import { isHostBridge } from '../facts.ts'
import { quoteSysctl } from '../view.ts'
import type { View } from '../view.ts'

const BRIDGE_NF = 'net.bridge.bridge-nf-call-iptables'

export default defineCheck<string>({
  id: 'ufw-forward',
  // With the rules themselves at hand there is nothing to guess.
  applicable: ({ ufw, rules }) => ufw !== null && rules === null,
  check: (view) => {
    const drops = view.ufw?.enabled && view.ufw.forward !== 'ACCEPT'
    if (!drops || view.sysctl(BRIDGE_NF) !== 1) return []
    return view.bridges.filter((bridge) => isUsed(view, bridge))
  },
  explain: (bridge, { ufw, sysctl }) => ({
    about: { type: 'bridge', name: bridge },
    level: 'warning',
    params: { bridge },
    evidence: [...(ufw ? [ufw.quote] : []), quoteSysctl(BRIDGE_NF, sysctl(BRIDGE_NF))],
  }),
  fix: (bridge) => {
    const words = ['allow', 'in', 'on', bridge, 'out', 'on', bridge]
    const undo = ['ufw', 'route', 'delete', ...words]
    return hostRemedy([{ argv: ['ufw', 'route', ...words], undo }], 'for-good')
  },
})

function isUsed(view: View, bridge: string): boolean {
  return isHostBridge(view, bridge) && view.paths.some((path) => path.bridge === bridge)
}
