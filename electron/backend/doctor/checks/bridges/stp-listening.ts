/** With STP, a bridge listens and learns before it lets a port's packets through. */
import { defineCheck } from '../../check.ts'
import { hostRemedy } from '../../fix.ts'
import { portsOf } from '../../facts.ts'
import { linkOf, quoteLinks } from '../../view.ts'
import type { Link } from '../../view.ts'

interface Waiting {
  bridge: string
  ports: Link[]
}

export default defineCheck<Waiting>({
  id: 'stp-listening',
  needs: 'host',
  applicable: ({ links }) => links !== null,
  check: (view) =>
    view.bridges
      .filter((bridge) => linkOf(view, bridge)?.stp)
      .map((bridge) => ({
        bridge,
        ports: portsOf(view, bridge).filter(
          ({ port }) => port === 'listening' || port === 'learning',
        ),
      }))
      .filter(({ ports }) => ports.length > 0),
  explain: ({ bridge, ports }) => ({
    about: { type: 'bridge', name: bridge },
    level: 'error',
    params: { bridge, ports: ports.map(({ name }) => name).join(', ') },
    evidence: [quoteLinks(ports)],
  }),
  // A port that waits already goes on waiting without STP, unless it is told to forward.
  fix: ({ bridge, ports }) => {
    const stp = (state: string) => [
      'ip',
      'link',
      'set',
      'dev',
      bridge,
      'type',
      'bridge',
      'stp_state',
      state,
    ]
    return hostRemedy([
      { argv: stp('0'), undo: stp('1') },
      // With STP back again it is STP that says when a port forwards.
      ...ports.map(({ name }) => ({ argv: ['bridge', 'link', 'set', 'dev', name, 'state', '3'] })),
    ])
  },
})
