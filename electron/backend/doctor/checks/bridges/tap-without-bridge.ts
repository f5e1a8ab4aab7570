/**
 * libvirt does not plug machines in again when a network is stopped and started (seen with 9.0.0):
 * their taps stay without a bridge.
 */
import { commandLine } from '../../../../../shared/rules/shell.ts'
import { defineCheck } from '../../check.ts'
import { hostRemedy } from '../../fix.ts'
import { isPlugged } from '../../facts.ts'
import { nicSubject } from '../../scope.ts'
import type { NicPath } from '../../scope.ts'
import { linkOf, quoteLinks } from '../../view.ts'
import type { Link } from '../../view.ts'
import { socketOf } from '../../../../../shared/rules/networks/kinds.ts'

interface Loose {
  path: NicPath
  tap: Link
  bridge: string
}

export default defineCheck<Loose>({
  id: 'tap-without-bridge',
  needs: 'host',
  inPassing: true,
  applicable: ({ links }) => links !== null,
  check: (view) =>
    view.paths.flatMap((path) => {
      const { nic, bridge, network } = path
      const tap = linkOf(view, nic.tap)
      if (!isPlugged(path) || !bridge || !tap || network?.active === false) return []
      if (network && socketOf(network.kind) !== 'bridge') return []
      return tap.master === bridge || !linkOf(view, bridge) ? [] : [{ path, tap, bridge }]
    }),
  explain: ({ path, tap, bridge }) => ({
    about: nicSubject(path),
    level: 'error',
    params: { machine: path.machine.name, tap: tap.name, bridge },
    evidence: [quoteLinks([tap])],
  }),
  fix: ({ path, tap, bridge }) => ({
    ...(path.network
      ? { fix: { do: 'replug', network: path.network.uuid } as const }
      : hostRemedy([
          {
            argv: ['ip', 'link', 'set', 'dev', tap.name, 'master', bridge],
            undo: ['ip', 'link', 'set', 'dev', tap.name, 'nomaster'],
          },
        ])),
    commands: [commandLine(['sudo', 'ip', 'link', 'set', 'dev', tap.name, 'master', bridge])],
  }),
})
