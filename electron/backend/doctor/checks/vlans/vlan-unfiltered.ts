/** Tags of machines on a bridge that does not filter VLANs: it carries them nowhere. */
import { bridgeForTags } from '../../../../../shared/rules/vlans/bridge-for-tags.ts'
import { sudoLine } from '../../../../host/package-helper.ts'
import { defineCheck } from '../../check.ts'
import { idsOn, names, taggedOn } from '../../facts.ts'
import { linkOf, quoteLinks } from '../../view.ts'
import type { Link } from '../../view.ts'
import type { NicPath } from '../../scope.ts'

interface Unfiltered {
  bridge: Link
  paths: NicPath[]
}

export default defineCheck<Unfiltered>({
  id: 'vlan-unfiltered',
  needs: 'host',
  inPassing: true,
  applicable: ({ links }) => links !== null,
  check: (view) =>
    view.bridges.flatMap((name) => {
      const bridge = linkOf(view, name)
      const paths = taggedOn(view, name)
      return bridge?.filters === false && paths.length > 0 ? [{ bridge, paths }] : []
    }),
  explain: ({ bridge, paths }) => ({
    about: { type: 'bridge', name: bridge.name },
    level: 'warning',
    params: { bridge: bridge.name, machines: names(paths), vlans: idsOn(paths).join(', ') },
    evidence: [quoteLinks([bridge])],
  }),
  fix: ({ bridge: { name }, paths }, { world }) => {
    const item = world.interfaces.find((one) => one.name === name)
    const change = item ? bridgeForTags(item, world.interfaces, idsOn(paths)) : null
    if (change) return { fix: { do: 'change-bridge', change } }
    const set = ['ip', 'link', 'set', 'dev', name, 'type', 'bridge', 'vlan_filtering', '1']
    return { commands: [sudoLine(set)] }
  },
})
