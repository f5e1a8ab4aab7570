/** A running machine's port that has its tag no more: who turned filtering on anew reset it. */
import { sudoLine } from '../../../../host/package-helper.ts'
import { defineCheck } from '../../check.ts'
import { idsOn, taggedOn, vlansOfPort } from '../../facts.ts'
import { linkOf, quoteVlans } from '../../view.ts'
import type { View } from '../../view.ts'
import { nicSubject } from '../../scope.ts'
import type { NicPath } from '../../scope.ts'

interface Reset {
  path: NicPath
  bridge: string
  tap: string
  vlans: number[]
}

export default defineCheck<Reset>({
  id: 'vlan-tap-lost',
  needs: 'host',
  applicable: ({ links, portVlans }) => links !== null && portVlans !== null,
  check: (view) =>
    view.bridges
      .filter((bridge) => linkOf(view, bridge)?.filters)
      .flatMap((bridge) => taggedOn(view, bridge).flatMap((path) => resetOf(view, bridge, path))),
  explain: ({ path, bridge, tap, vlans }, view) => ({
    about: nicSubject(path),
    level: 'error',
    params: { machine: path.machine.name, bridge, tap, vlans: vlans.join(', ') },
    evidence: [quoteVlans(tap, vlansOfPort(view, tap))],
  }),
  fix: ({ path, tap, vlans }) => ({
    commands: vlans.map((id) =>
      sudoLine([
        ...['bridge', 'vlan', 'add', 'dev', tap, 'vid', `${id}`],
        ...(path.nic.vlan?.trunk ? [] : ['pvid', 'untagged']),
      ]),
    ),
  }),
})

function resetOf(view: View, bridge: string, path: NicPath): Reset[] {
  const { tap } = path.nic
  if (tap === null || linkOf(view, tap)?.master !== bridge) return []
  const has = vlansOfPort(view, tap)
  const vlans = idsOn([path]).filter((id) => !has.some(({ from, to }) => from <= id && id <= to))
  return vlans.length > 0 ? [{ path, bridge, tap, vlans }] : []
}
