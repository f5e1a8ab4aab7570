/** libvirt's dnsmasq is there and does not answer: names can't be found, nor new addresses leased. */
import type { Network } from '../../../../../shared/model/network.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { networkSubject } from '../../scope.ts'

interface Silent {
  network: Network
  address: string
}

export default defineCheck<Silent>({
  id: 'dns-silent',
  needs: 'host',
  applicable: ({ dns }) => dns.size > 0,
  check: ({ networks, dns, definitions, listeners }) =>
    networks.flatMap((network) => {
      const { active, uuid, subnets } = network
      if (!active || definitions.get(uuid)?.dns.enabled === false) return []
      // One that does not even listen is another finding.
      const silent = subnets.find(
        ({ address }) =>
          dns.get(address) === false &&
          listeners?.some((item) => item.port === 53 && item.address === address),
      )
      return silent ? [{ network, address: silent.address }] : []
    }),
  explain: ({ network, address }) => ({
    about: networkSubject(network),
    level: 'error',
    params: { network: network.name, address },
    evidence: [{ command: `dig @${address} . NS`, output: ';; no servers could be reached' }],
  }),
  fix: ({ network: { uuid, name } }) => ({
    fix: { do: 'restart-network', network: uuid },
    commands: [
      virshLine(['net-destroy'], virshName({ name, uuid })),
      virshLine(['net-start'], virshName({ name, uuid })),
    ],
  }),
})
