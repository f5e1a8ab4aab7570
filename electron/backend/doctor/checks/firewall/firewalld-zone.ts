/** firewalld lets guests through only in the zones that libvirt brings along. */
import type { Network } from '../../../../../shared/model/network.ts'
import { zonesOf } from '../../../../../shared/rules/networks/kinds.ts'
import { defineCheck } from '../../check.ts'
import { hostRemedy } from '../../fix.ts'
import { networkSubject } from '../../scope.ts'
import type { View } from '../../view.ts'

export default defineCheck<Network>({
  id: 'firewalld-zone',
  needs: 'host',
  applicable: ({ zones }) => zones !== null,
  check: (view) => view.networks.filter((network) => isInWrongZone(network, view)),
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
    const { bridge } = network
    const found = view.zones?.get(bridge ?? '')
    const into = (name: string) => [`--zone=${name}`, `--change-interface=${bridge ?? ''}`]
    const outOf = [`--zone=${zone}`, `--remove-interface=${bridge ?? ''}`]
    const now = ['firewall-cmd', ...into(zone)]
    const forGood = ['firewall-cmd', '--permanent', ...into(zone)]
    return hostRemedy(
      [
        { argv: now, undo: ['firewall-cmd', ...(found?.zone ? into(found.zone) : outOf)] },
        {
          argv: forGood,
          undo: ['firewall-cmd', '--permanent', ...outOf],
        },
      ],
      'for-good',
    )
  },
})

export function isInWrongZone(network: Network, view: View): boolean {
  const { active, kind, bridge, subnets } = network
  if (!active || zonesOf(kind).length === 0 || subnets.length === 0) return false
  const zone = view.zones?.get(bridge ?? '')?.zone
  return zone !== undefined && !wanted(network, view).includes(zone)
}

/** The network's own, or libvirt's for its kind. */
function wanted({ uuid, kind }: Network, { definitions }: View): string[] {
  const own = definitions.get(uuid)?.zone
  if (own) return [own]
  return zonesOf(kind)
}
