/** Somebody has switched the bridge off. */
import { quote } from '../../../../shared/rules/shell.ts'
import { defineCheck } from '../check.ts'
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
  fix: ({ name }) => ({
    fix: { do: 'host', argvs: [['ip', 'link', 'set', 'dev', name, 'up']] },
    commands: [`sudo ip link set dev ${quote(name)} up`],
  }),
})
