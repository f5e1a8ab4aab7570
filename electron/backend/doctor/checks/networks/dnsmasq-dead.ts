/** libvirt does not start a dnsmasq again that has died: the network looks active, and is silent. */
import type { Network } from '../../../../../shared/model/network.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { handsOut } from '../../../../../shared/rules/networks/leases.ts'
import { networkSubject } from '../../scope.ts'

/** Where a DHCP server listens. */
const families = [
  { family: 'ipv4', port: 67 },
  { family: 'ipv6', port: 547 },
] as const

export default defineCheck<Network>({
  id: 'dnsmasq-dead',
  needs: 'host',
  applicable: ({ listeners }) => listeners !== null,
  check: ({ networks, listeners }) =>
    networks.filter(
      (network) =>
        network.active &&
        families.some(
          ({ family, port: wanted }) =>
            handsOut(network, family) &&
            !listeners?.some(({ port, device }) => port === wanted && device === network.bridge),
        ),
    ),
  explain: (network, { listeners }) => ({
    about: networkSubject(network),
    level: 'error',
    params: { network: network.name, bridge: network.bridge ?? '' },
    evidence: [
      {
        command: "ss -Hulpn 'sport = :67 or sport = :547'",
        output: (listeners ?? [])
          .filter(({ port }) => families.some((one) => one.port === port))
          .map(({ line }) => line)
          .join('\n'),
      },
    ],
  }),
  fix: ({ uuid, name }) => ({
    fix: { do: 'restart-network', network: uuid },
    commands: [
      virshLine(['net-destroy'], virshName({ name, uuid })),
      virshLine(['net-start'], virshName({ name, uuid })),
    ],
  }),
})
