/**
 * Docker sets the policy of FORWARD to DROP where it was it that switched forwarding on. That is
 * asked about guests of libvirt's networks wherever libvirt's own accepts stand in another table, and
 * with br_netfilter (which Docker loads) about packets that never leave a bridge.
 * Source: moby/moby #52612, #39439.
 */
import { defineCheck } from '../../check.ts'
import { blockedBeyond, blockedWithin, isDockers } from '../../firewall/beyond.ts'
import type { Blocked } from '../../firewall/beyond.ts'
import { chainsOf, namesOf, quotesOf } from '../../firewall/blocked.ts'
import { bridgeNfOf } from '../../firewall/needs.ts'
import { opening } from '../../firewall/opening.ts'
import { quoteSysctl } from '../../view.ts'
import type { View } from '../../view.ts'

export default defineCheck<Blocked>({
  id: 'docker-forward',
  needs: 'host',
  applicable: ({ rules }) => rules !== null,
  check: (view) => [...blockedBeyond(view), ...blockedWithin(view)].filter(isDockers),
  explain: (blocked, view) => ({
    about: blocked.about,
    level: 'error',
    params: { name: blocked.name, owner: namesOf(blocked.stops), chain: chainsOf(blocked.stops) },
    evidence: [...quotesOf(blocked.stops), ...quotesOfBridgeNf(blocked, view)],
  }),
  fix: ({ stops }, view) => opening(stops, view),
})

export function quotesOfBridgeNf({ about, stops }: Blocked, { sysctl }: View) {
  if (about.type !== 'bridge') return []
  const families = new Set(stops.map(({ need }) => need.family))
  return [...families].map(bridgeNfOf).map((name) => quoteSysctl(name, sysctl(name)))
}
