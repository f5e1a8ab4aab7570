/** Without forwarding the kernel throws away what a guest sends beyond its own network. */
import type { Network } from '../../../../../shared/model/network.ts'
import type { Family } from '../../../../../shared/rules/ip.ts'
import { fedLine } from '../../../../../shared/rules/shell.ts'
import { defineCheck } from '../../check.ts'
import { isRoutedKind } from '../../facts.ts'
import { wayOut } from '../../firewall/needs.ts'
import { hostRemedy } from '../../fix.ts'
import { quoteSysctl } from '../../view.ts'
import type { View } from '../../view.ts'

interface Off {
  networks: Network[]
  /** Settings that are off. */
  names: string[]
}

const settings: Record<Family, string> = {
  ipv4: 'net.ipv4.ip_forward',
  ipv6: 'net.ipv6.conf.all.forwarding',
}

export default defineCheck<Off>({
  id: 'ip-forward',
  applicable: ({ sysctl }) => sysctl(settings.ipv4) !== null,
  check: (view) => {
    const routed = view.networks.filter((network) => network.active && isRoutedKind(network))
    const off = (['ipv4', 'ipv6'] as const).flatMap((family) => {
      if (view.sysctl(settings[family]) !== 0) return []
      const networks = routed.filter((network) => leadsOut(network, family, view))
      return networks.length > 0 ? [{ networks, name: settings[family] }] : []
    })
    if (off.length === 0) return []
    const networks = [...new Set(off.flatMap((one) => one.networks))]
    return [{ networks, names: off.map(({ name }) => name) }]
  },
  explain: ({ networks, names }, { sysctl }) => ({
    about: { type: 'host' },
    level: 'error',
    params: {
      networks: networks.map(({ name }) => name).join(', '),
      settings: names.join(', '),
    },
    evidence: names.map((name) => quoteSysctl(name, sysctl(name))),
  }),
  fix: ({ names }) =>
    hostRemedy(
      names.map((name) => ({
        argv: ['sysctl', '-w', `${name}=1`],
        undo: ['sysctl', '-w', `${name}=0`],
      })),
      'until-boot',
      names.map((name) =>
        fedLine(`${name}=1\n`, ['sudo', 'tee', '-a', '/etc/sysctl.d/99-forwarding.conf']),
      ),
    ),
})

/** IPv6 that leads nowhere anyway is missed by nobody; for IPv4 the way out may just be down. */
function leadsOut(network: Network, family: Family, view: View): boolean {
  if (family === 'ipv4') return true
  const has = network.subnets.some((subnet) => subnet.family === 'ipv6')
  return has && wayOut(network, view, 'ipv6') !== null
}
