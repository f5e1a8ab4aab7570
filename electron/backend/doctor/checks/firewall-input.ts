/** The host's firewall keeps the guests' requests for an address from libvirt's dnsmasq. */
import type { Network } from '../../../../shared/model/network.ts'
import { defineCheck } from '../check.ts'
import { handsOut } from '../facts.ts'
import { verdictOn } from '../../../host/packet-filter.ts'
import type { Packet } from '../../../host/packet-filter.ts'
import { allowing, quoteDrop } from '../firewall.ts'
import type { Drop } from '../firewall.ts'
import { networkSubject } from '../scope.ts'

interface Blocked {
  network: Network
  bridge: string
  drop: Drop
}

export default defineCheck<Blocked>({
  id: 'firewall-input',
  applicable: ({ rules }) => rules !== null,
  check: ({ networks, rules }) =>
    networks.flatMap((network) => {
      const { active, bridge } = network
      if (!rules || !active || !bridge || !handsOut(network)) return []
      const verdict = verdictOn(rules, request(bridge))
      return verdict.is === 'drop' ? [{ network, bridge, drop: verdict }] : []
    }),
  explain: ({ network, drop }) => ({
    about: networkSubject(network),
    level: 'error',
    params: { network: network.name, chain: `${drop.family} ${drop.table} ${drop.chain}` },
    evidence: [quoteDrop(drop)],
  }),
  fix: ({ bridge, drop }) => allowing(drop, [['iifname', bridge]]),
})

/** DHCPDISCOVER. */
function request(bridge: string): Packet {
  return {
    hook: 'input',
    in: bridge,
    out: '',
    from: '0.0.0.0',
    to: '255.255.255.255',
    protocol: 'udp',
    port: 67,
  }
}
