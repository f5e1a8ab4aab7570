/** A firewall that was loaded anew took libvirt's rules along; libvirt does not notice. */
import type { Network } from '../../../../shared/model/network.ts'
import { defineCheck } from '../check.ts'
import { outward } from '../outward.ts'
import { verdictOn } from '../../../host/packet-filter.ts'
import { networkSubject } from '../scope.ts'

export default defineCheck<Network>({
  id: 'firewall-rules-lost',
  applicable: ({ rules }) => rules !== null,
  check: (view) =>
    view.networks.filter((network) => {
      if (!view.rules || !network.active || network.kind !== 'nat') return false
      const packet = outward(network, view, 'postrouting')
      return packet !== null && verdictOn(view.rules, packet).is === 'accept'
    }),
  explain: (network) => ({
    about: networkSubject(network),
    level: 'error',
    params: { network: network.name },
    evidence: [{ command: 'sudo nft list table ip nat | grep masquerade', output: '' }],
  }),
  // Not by the network's restart: libvirt makes its chains once in its life, and without them the
  // network does not even start (seen with 9.0.0).
  fix: () => ({
    commands: ['sudo systemctl try-restart virtnetworkd libvirtd'],
  }),
})
