/** A machine's VLAN that no port which leads out lets through. */
import { bridgeForTags } from '../../../../../shared/rules/vlans/bridge-for-tags.ts'
import { sudoLine } from '../../../../host/package-helper.ts'
import { defineCheck } from '../../check.ts'
import { idsOn, isHostBridge, taggedOn, uplinksOf, vlansOfPort } from '../../facts.ts'
import { linkOf, quoteVlans } from '../../view.ts'
import type { View } from '../../view.ts'
import { nicSubject } from '../../scope.ts'
import type { NicPath } from '../../scope.ts'

interface Shut {
  path: NicPath
  bridge: string
  ports: string[]
  vlans: number[]
}

export default defineCheck<Shut>({
  id: 'vlan-not-allowed',
  needs: 'host',
  applicable: ({ links, portVlans }) => links !== null && portVlans !== null,
  check: (view) => view.bridges.flatMap((bridge) => shutOn(view, bridge)),
  explain: ({ path, bridge, ports, vlans }, view) => ({
    about: nicSubject(path),
    level: 'error',
    params: {
      ...{ machine: path.machine.name, bridge },
      ...{ ports: ports.join(', '), vlans: vlans.join(', ') },
    },
    evidence: ports.map((port) => quoteVlans(port, vlansOfPort(view, port))),
  }),
  fix: ({ bridge, ports, vlans }, { world }) => {
    const item = world.interfaces.find(({ name }) => name === bridge)
    const change = item ? bridgeForTags(item, world.interfaces, vlans) : null
    if (change) return { fix: { do: 'change-bridge', change } }
    const add = (dev: string, id: number) => ['bridge', 'vlan', 'add', 'dev', dev, 'vid', `${id}`]
    return {
      commands: ports.flatMap((port) => vlans.map((id) => sudoLine(add(port, id)))),
    }
  },
})

function shutOn(view: View, bridge: string): Shut[] {
  const ports = uplinksOf(view, bridge).map(({ name }) => name)
  const known = ports.filter((port) => vlansOfPort(view, port).length > 0)
  const isFiltered = linkOf(view, bridge)?.filters === true && isHostBridge(view, bridge)
  // A port of which nothing is told may be one that carries everything.
  if (!isFiltered || ports.length === 0 || known.length < ports.length) return []
  const carried = ports.flatMap((port) => vlansOfPort(view, port))
  return taggedOn(view, bridge).flatMap((path) => {
    const vlans = idsOn([path]).filter(
      (id) => !carried.some(({ from, to }) => from <= id && id <= to),
    )
    return vlans.length > 0 ? [{ path, bridge, ports, vlans }] : []
  })
}
