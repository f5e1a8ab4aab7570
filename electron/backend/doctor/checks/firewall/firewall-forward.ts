/** The host's firewall stops what its machines send beyond it, or the answers to it. */
import { defineCheck } from '../../check.ts'
import { blockedBeyond, isDockers } from '../../firewall/beyond.ts'
import type { Blocked } from '../../firewall/beyond.ts'
import { chainsOf, namesOf, quotesOf } from '../../firewall/blocked.ts'
import { opening } from '../../firewall/opening.ts'

export default defineCheck<Blocked>({
  id: 'firewall-forward',
  needs: 'host',
  applicable: ({ rules }) => rules !== null,
  check: (view) => blockedBeyond(view).filter((blocked) => !isDockers(blocked)),
  explain: ({ about, name, stops }) => ({
    about,
    level: 'error',
    params: { network: name, owner: namesOf(stops), chain: chainsOf(stops) },
    evidence: quotesOf(stops),
  }),
  fix: ({ stops }, view) => opening(stops, view),
})
