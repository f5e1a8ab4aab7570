/** The host's firewall stops what its machines send beyond it. */
import type { Network } from '../../../../shared/model/network.ts'
import { defineCheck } from '../check.ts'
import { isRoutedKind } from '../facts.ts'
import { allowing, quoteDrop } from '../firewall.ts'
import type { Drop } from '../firewall.ts'
import { outward } from '../outward.ts'
import { verdictOn } from '../../../host/packet-filter.ts'
import { networkSubject } from '../scope.ts'

interface Blocked {
  network: Network
  bridge: string
  drop: Drop
}

export default defineCheck<Blocked>({
  id: 'firewall-forward',
  applicable: ({ rules }) => rules !== null,
  check: (view) =>
    view.networks.flatMap((network) => {
      if (!view.rules || !network.active || !isRoutedKind(network)) return []
      const packet = outward(network, view, 'forward')
      const verdict = packet && verdictOn(view.rules, packet)
      return packet && verdict?.is === 'drop' ? [{ network, bridge: packet.in, drop: verdict }] : []
    }),
  explain: ({ network, drop }) => ({
    about: networkSubject(network),
    level: 'error',
    params: { network: network.name, chain: `${drop.family} ${drop.table} ${drop.chain}` },
    evidence: [quoteDrop(drop)],
  }),
  fix: ({ bridge, drop }) => allowing(drop, [['iifname', bridge]]),
})
