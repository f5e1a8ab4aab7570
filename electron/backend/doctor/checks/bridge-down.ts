/** Somebody has switched the bridge off. */
import { defineCheck } from '../check.ts'
import { hostRemedy } from '../fix.ts'
import { linkOf, quoteLinks } from '../view.ts'
import type { Link } from '../view.ts'

export default defineCheck<Link>({
  id: 'bridge-down',
  inPassing: true,
  applicable: ({ links }) => links !== null,
  check: (view) =>
    view.bridges.flatMap((name) => {
      const link = linkOf(view, name)
      return link && !link.up ? [link] : []
    }),
  explain: (link) => ({
    about: { type: 'bridge', name: link.name },
    level: 'error',
    params: { bridge: link.name },
    evidence: [quoteLinks([link])],
  }),
  fix: ({ name }) => {
    const set = ['ip', 'link', 'set', 'dev', name]
    return hostRemedy([{ argv: [...set, 'up'], undo: [...set, 'down'] }])
  },
})
