/** Networks whose guests a firewall keeps from what lies beyond the host, and bridges within. Pure. */
import type { Network } from '../../../../shared/model/network.ts'
import { networkSubject } from '../scope.ts'
import type { Subject } from '../../../../shared/model/finding.ts'
import { isInWrongZone } from '../checks/firewall/firewalld-zone.ts'
import { isRouted } from '../../../../shared/rules/networks/kinds.ts'
import type { View } from '../view.ts'
import { stopsOf } from './blocked.ts'
import type { Stop } from './blocked.ts'
import { bridgeNeeds, forwardNeeds } from './needs.ts'

export interface Blocked {
  about: Subject
  /** The network's name, or the bridge's. */
  name: string
  stops: Stop[]
}

/** What libvirt’s own rules stop is not a firewall’s doing. */
export function blockedBeyond(view: View): Blocked[] {
  return view.networks.flatMap((network) => {
    const { bridge, name } = network
    const within = bridge && isLedOut(network) ? bridgeNeeds(bridge, view) : []
    const stops = stopsOf([...forwardNeeds(network, view), ...within], view).filter(
      ({ owner }) =>
        owner !== 'libvirt' && (owner !== 'firewalld' || !isInWrongZone(network, view)),
    )
    return stops.length > 0 ? [{ about: networkSubject(network), name, stops }] : []
  })
}

/** What libvirt’s rules keep a network from that is to reach beyond: some of them are gone. */
export function blockedByLibvirt(network: Network, view: View): Stop[] {
  return stopsOf(forwardNeeds(network, view), view).filter(({ owner }) => owner === 'libvirt')
}

/** Of the host's bridges and of networks that lead nowhere; with the others it is one finding. */
export function blockedWithin(view: View): Blocked[] {
  const ledOut = view.networks.filter(isLedOut).map(({ bridge }) => bridge)
  return view.bridges
    .filter((bridge) => !ledOut.includes(bridge))
    .flatMap((bridge) => {
      const stops = stopsOf(bridgeNeeds(bridge, view), view)
      const about = { type: 'bridge', name: bridge } as const
      return stops.length > 0 ? [{ about, name: bridge, stops }] : []
    })
}

function isLedOut(network: Network): boolean {
  return network.active && isRouted(network.kind) && network.subnets.length > 0
}

export function isDockers({ stops }: Blocked): boolean {
  return stops.some(({ owner }) => owner === 'docker')
}
