/** firewalld lets guests through only in the zones that libvirt brings along. */
import type { Network } from '../../../../shared/model/network.ts'
import { ownsBridge } from '../../../../shared/rules/network-kinds.ts'
import { quote } from '../../../../shared/rules/shell.ts'
import { defineCheck } from '../check.ts'
import { networkSubject } from '../scope.ts'
import type { View } from '../view.ts'

export default defineCheck<Network>({
  id: 'firewalld-zone',
  applicable: ({ zones }) => zones !== null,
  check: (view) =>
    view.networks.filter((network) => {
      if (!network.active || !ownsBridge(network.kind) || network.subnets.length === 0) return false
      const zone = view.zones?.get(network.bridge ?? '')?.zone
      return zone !== undefined && !wanted(network, view).includes(zone)
    }),
  explain: (network, view) => {
    const found = view.zones?.get(network.bridge ?? '')
    return {
      about: networkSubject(network),
      level: 'error',
      params: {
        network: network.name,
        bridge: network.bridge ?? '',
        zone: found?.zone ?? '',
        wanted: wanted(network, view)[0] ?? '',
      },
      evidence: found ? [found.quote] : [],
    }
  },
  fix: (network, view) => {
    const [zone = 'libvirt'] = wanted(network, view)
    const words = [`--zone=${zone}`, `--change-interface=${network.bridge ?? ''}`] as const
    return {
      fix: { do: 'host', argvs: [['firewall-cmd', ...words]] },
      commands: [`sudo firewall-cmd ${words.map(quote).join(' ')}`],
    }
  },
})

/** The network's own, or libvirt's for its kind. */
function wanted({ uuid, kind }: Network, { definitions }: View): string[] {
  const own = definitions.get(uuid)?.zone
  if (own) return [own]
  return kind === 'routed' ? ['libvirt-routed', 'libvirt'] : ['libvirt']
}
