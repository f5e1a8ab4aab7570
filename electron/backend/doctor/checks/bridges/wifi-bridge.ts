/** An access point takes frames only from the MAC that signed in: machines behind it stay mute. */
import { isRadio } from '../../../../../shared/model/host.ts'
import { defineCheck } from '../../check.ts'
import { portsOf } from '../../facts.ts'
import { quoteLinks } from '../../view.ts'
import type { Link } from '../../view.ts'

interface Bridged {
  bridge: string
  port: Link
}

export default defineCheck<Bridged>({
  id: 'wifi-bridge',
  needs: 'host',
  inPassing: true,
  applicable: ({ links }) => links !== null,
  check: (view) => {
    const wifi = view.world.interfaces.filter(isRadio).map(({ name }) => name)
    return view.bridges.flatMap((bridge) =>
      portsOf(view, bridge)
        .filter(({ name }) => wifi.includes(name))
        .map((port) => ({ bridge, port })),
    )
  },
  explain: ({ bridge, port }) => ({
    about: { type: 'bridge', name: bridge },
    level: 'error',
    params: { bridge, nic: port.name },
    evidence: [quoteLinks([port])],
  }),
})
