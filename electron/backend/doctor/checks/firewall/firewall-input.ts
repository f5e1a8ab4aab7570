/** The host's firewall keeps the guests from their server on the host: addresses, names. */
import { networkSubject } from '../../scope.ts'
import { defineCheck } from '../../check.ts'
import { chainsOf, namesOf, quotesOf, stopsOf } from '../../firewall/blocked.ts'
import type { Stop } from '../../firewall/blocked.ts'
import { serviceNeeds } from '../../firewall/needs.ts'
import { opening } from '../../firewall/opening.ts'
import { isInWrongZone } from './firewalld-zone.ts'
import type { Network } from '../../../../../shared/model/network.ts'

interface Blocked {
  network: Network
  stops: Stop[]
}

const services = { dhcp: 'DHCP', dns: 'DNS', neighbours: 'ICMPv6' } as Record<string, string>

export default defineCheck<Blocked>({
  id: 'firewall-input',
  needs: 'host',
  applicable: ({ rules }) => rules !== null,
  check: (view) =>
    view.networks.flatMap((network) => {
      const stops = stopsOf(serviceNeeds(network, view), view)
      // In its own zone firewalld lets them: what puts it there is another finding's.
      const own = stops.filter(
        ({ owner }) => owner !== 'firewalld' || !isInWrongZone(network, view),
      )
      return own.length > 0 ? [{ network, stops: own }] : []
    }),
  explain: ({ network, stops }) => ({
    about: networkSubject(network),
    level: 'error',
    params: {
      network: network.name,
      owner: namesOf(stops),
      chain: chainsOf(stops),
      services: [...new Set(stops.map(({ need }) => services[need.way] ?? ''))].join(', '),
    },
    evidence: quotesOf(stops),
  }),
  fix: ({ stops }, view) => opening(stops, view),
})
