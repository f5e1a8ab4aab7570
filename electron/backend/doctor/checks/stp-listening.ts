/** With STP, a bridge listens and learns before it lets a port's packets through. */
import { quote } from '../../../../shared/rules/shell.ts'
import { defineCheck } from '../check.ts'
import { portsOf } from '../facts.ts'
import { linkOf, quoteLinks } from '../view.ts'
import type { Link } from '../view.ts'

interface Waiting {
  bridge: string
  ports: Link[]
}

export default defineCheck<Waiting>({
  id: 'stp-listening',
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
    const argvs = [
      ['ip', 'link', 'set', 'dev', bridge, 'type', 'bridge', 'stp_state', '0'],
      ...ports.map(({ name }) => ['bridge', 'link', 'set', 'dev', name, 'state', '3']),
    ]
    return {
      fix: { do: 'host', argvs },
      commands: argvs.map((argv) => `sudo ${argv.map(quote).join(' ')}`),
    }
  },
})
