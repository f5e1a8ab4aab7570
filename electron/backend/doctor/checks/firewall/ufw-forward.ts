/** ufw drops what is forwarded unless told otherwise, and with br_netfilter that means bridges too. */
import { defineCheck } from '../../check.ts'
import { hostRemedy } from '../../fix.ts'
import { isHostBridge } from '../../facts.ts'
import { bridgeNfOf } from '../../firewall/needs.ts'
import { quoteSysctl } from '../../view.ts'
import type { View } from '../../view.ts'

export default defineCheck<string>({
  id: 'ufw-forward',
  needs: 'host',
  // With the rules themselves at hand there is nothing to guess.
  applicable: ({ ufw, rules }) => ufw !== null && rules === null,
  check: (view) => {
    const drops = view.ufw?.enabled && view.ufw.forward !== 'ACCEPT'
    if (!drops || settingsOn(view).length === 0) return []
    return view.bridges.filter((bridge) => isUsed(view, bridge))
  },
  explain: (bridge, view) => ({
    about: { type: 'bridge', name: bridge },
    level: 'warning',
    params: { bridge },
    evidence: [
      ...(view.ufw ? [view.ufw.quote] : []),
      ...settingsOn(view).map((name) => quoteSysctl(name, view.sysctl(name))),
    ],
  }),
  fix: (bridge) => {
    const words = ['allow', 'in', 'on', bridge, 'out', 'on', bridge]
    const undo = ['ufw', 'route', 'delete', ...words]
    return hostRemedy([{ argv: ['ufw', 'route', ...words], undo }], 'for-good')
  },
})

/** ufw has rules for both families, and br_netfilter a switch for each. */
function settingsOn({ sysctl }: View): string[] {
  return (['ipv4', 'ipv6'] as const).map(bridgeNfOf).filter((name) => sysctl(name) === 1)
}

function isUsed(view: View, bridge: string): boolean {
  return isHostBridge(view, bridge) && view.paths.some((path) => path.bridge === bridge)
}
