/** A firewall that was made for routing is asked about packets that never leave a bridge. */
import { defineCheck } from '../../check.ts'
import { blockedWithin, isDockers } from '../../firewall/beyond.ts'
import type { Blocked } from '../../firewall/beyond.ts'
import { chainsOf, namesOf, quotesOf } from '../../firewall/blocked.ts'
import { opening } from '../../firewall/opening.ts'
import { quotesOfBridgeNf } from './docker-forward.ts'

export default defineCheck<Blocked>({
  id: 'bridge-nf',
  needs: 'host',
  applicable: ({ rules }) => rules !== null,
  check: (view) => blockedWithin(view).filter((blocked) => !isDockers(blocked)),
  explain: (blocked, view) => ({
    about: blocked.about,
    level: 'error',
    params: { bridge: blocked.name, owner: namesOf(blocked.stops), chain: chainsOf(blocked.stops) },
    evidence: [...quotesOfBridgeNf(blocked, view), ...quotesOf(blocked.stops)],
  }),
  fix: ({ stops }, view) => opening(stops, view),
})
