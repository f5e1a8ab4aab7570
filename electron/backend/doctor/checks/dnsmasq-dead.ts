/** libvirt does not start a dnsmasq again that has died: the network looks active, and is silent. */
import type { Network } from '../../../../shared/model/network.ts'
import { quote } from '../../../../shared/rules/shell.ts'
import { defineCheck } from '../check.ts'
import { handsOut } from '../facts.ts'
import { networkSubject } from '../scope.ts'

export default defineCheck<Network>({
  id: 'dnsmasq-dead',
  applicable: ({ listeners }) => listeners !== null,
  check: ({ networks, listeners }) =>
    networks.filter((network) => {
      if (!network.active || !handsOut(network)) return false
      return !listeners?.some(({ port, device }) => port === 67 && device === network.bridge)
    }),
  explain: (network, { listeners }) => ({
    about: networkSubject(network),
    level: 'error',
    params: { network: network.name, bridge: network.bridge ?? '' },
    evidence: [
      {
        command: "ss -Hulpn 'sport = :67'",
        output: (listeners ?? [])
          .filter(({ port }) => port === 67)
          .map(({ line }) => line)
          .join('\n'),
      },
    ],
  }),
  fix: ({ uuid, name }) => ({
    fix: { do: 'restart-network', network: uuid },
    commands: [`virsh net-destroy ${quote(name)}`, `virsh net-start ${quote(name)}`],
  }),
})
