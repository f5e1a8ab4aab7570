/** The bridge's way out has no signal: a cable, or the switch behind it. */
import { defineCheck } from '../../check.ts'
import { isHostBridge, waysOut } from '../../facts.ts'
import { quoteLinks } from '../../view.ts'
import type { Link } from '../../view.ts'

interface Dark {
  bridge: string
  ports: Link[]
}

export default defineCheck<Dark>({
  id: 'bridge-no-carrier',
  needs: 'host',
  inPassing: true,
  applicable: ({ links }) => links !== null,
  check: (view) =>
    view.bridges
      .filter((bridge) => isHostBridge(view, bridge))
      .map((bridge) => ({ bridge, ports: waysOut(view, bridge) }))
      .filter(({ ports }) => ports.length > 0 && ports.every(({ carrier }) => !carrier)),
  explain: ({ bridge, ports }) => ({
    about: { type: 'bridge', name: bridge },
    level: 'error',
    params: { bridge, nic: ports.map(({ name }) => name).join(', ') },
    evidence: [quoteLinks(ports)],
  }),
})
