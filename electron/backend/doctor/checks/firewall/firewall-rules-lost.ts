/** A firewall that was loaded anew took libvirt's rules along; libvirt does not notice. */
import type { Evidence } from '../../../../../shared/model/finding.ts'
import type { Network } from '../../../../../shared/model/network.ts'
import { isTranslated as isTranslatedKind } from '../../../../../shared/rules/networks/kinds.ts'
import { defineCheck } from '../../check.ts'
import { isTiedElsewhere } from '../../facts.ts'
import { blockedByLibvirt } from '../../firewall/beyond.ts'
import { quotesOf } from '../../firewall/blocked.ts'
import type { Stop } from '../../firewall/blocked.ts'
import { guestOf, SOMEWHERE, wayOut } from '../../firewall/needs.ts'
import { hostRemedy } from '../../fix.ts'
import { formatSubnet, subnetOf } from '../../../../../shared/rules/ip.ts'
import { commandLine } from '../../../../../shared/rules/shell.ts'
import { isTranslated } from '../../../../host/packet-filter/index.ts'
import type { Ruleset } from '../../../../host/packet-filter/index.ts'
import { networkSubject } from '../../scope.ts'
import type { View } from '../../view.ts'

interface Lost {
  network: Network
  stops: Stop[]
}

export default defineCheck<Lost>({
  id: 'firewall-rules-lost',
  needs: 'host',
  applicable: ({ rules }) => rules !== null,
  check: (view) =>
    view.networks.flatMap((network) => {
      if (!network.active) return []
      const stops = blockedByLibvirt(network, view)
      return stops.length > 0 || isUntranslated(network, view) ? [{ network, stops }] : []
    }),
  explain: ({ network, stops }, { rules }) => ({
    about: networkSubject(network),
    level: 'error',
    params: { network: network.name },
    evidence: stops.length > 0 || !rules ? quotesOf(stops) : [quoteTranslation(network, rules)],
  }),
  // Not by the network's restart: libvirt makes its chains once in its life, and without them the
  // network does not even start (seen with 9.0.0).
  fix: (_, { networkDaemon }) =>
    networkDaemon
      ? hostRemedy([{ argv: ['systemctl', 'restart', networkDaemon] }])
      : { commands: ['sudo systemctl try-restart virtnetworkd libvirtd'] },
})

/** Of IPv6 only where the network asks for it. */
function isUntranslated(network: Network, view: View): boolean {
  const { rules, definitions } = view
  if (
    !rules ||
    !isTranslatedKind(network.kind) ||
    !network.bridge ||
    isTiedElsewhere(network, view)
  )
    return false
  const sixToo = definitions.get(network.uuid)?.nat.ipv6 === true
  return network.subnets.some((subnet) => {
    const { family } = subnet
    const out = wayOut(network, view, family)
    if (out === null || (family === 'ipv6' && !sixToo)) return false
    const packet = {
      ...({ hook: 'forward', family, protocol: 'tcp', state: 'new' } as const),
      ...{ in: network.bridge ?? '', out, from: guestOf(network, subnet), to: SOMEWHERE[family] },
    }
    return isTranslated(rules, packet) === 'no'
  })
}

/**
 * nft shows what both of libvirt's backends write, in whatever table that is, but for
 * iptables-legacy. The network's own, as Docker and others translate theirs beside it.
 */
function quoteTranslation({ subnets }: Network, { chains }: Ruleset): Evidence {
  const isLegacy = chains.some(({ tool }) => tool === 'iptables-legacy')
  const list = isLegacy ? 'sudo iptables-legacy -t nat -S' : 'sudo nft list ruleset'
  const own = subnets.flatMap(({ address, prefix }) => {
    const subnet = subnetOf(address, prefix)
    return subnet ? ['-e', formatSubnet(subnet)] : []
  })
  return {
    command: `${list} | ${commandLine(['grep', '-F', ...own])} | grep -i masquerade`,
    output: '',
  }
}
