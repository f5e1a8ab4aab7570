/** On a bridge nobody splits packets: one that is too large for a port is lost without a word. */
import { defineCheck } from '../../check.ts'
import { hostRemedy } from '../../fix.ts'
import { portsOf } from '../../facts.ts'
import { linkOf, quoteLinks } from '../../view.ts'
import type { Link } from '../../view.ts'

interface Narrow {
  bridge: Link
  /** The port that takes less than the others send. */
  narrow: Link
  wide: Link
}

export default defineCheck<Narrow>({
  id: 'mtu-mismatch',
  needs: 'host',
  inPassing: true,
  applicable: ({ links }) => links !== null,
  check: (view) =>
    view.bridges.flatMap((name) => {
      const bridge = linkOf(view, name)
      const [narrow, wide] = extremes(portsOf(view, name))
      return bridge && narrow && wide && narrow.mtu < wide.mtu ? [{ bridge, narrow, wide }] : []
    }),
  explain: ({ bridge, narrow, wide }) => ({
    about: { type: 'bridge', name: bridge.name },
    level: 'error',
    params: {
      bridge: bridge.name,
      narrow: narrow.name,
      least: narrow.mtu,
      wide: wide.name,
      most: wide.mtu,
    },
    evidence: [quoteLinks([bridge, narrow, wide])],
  }),
  fix: ({ narrow, wide }) => {
    const set = ['ip', 'link', 'set', 'dev', narrow.name, 'mtu']
    return hostRemedy([{ argv: [...set, String(wide.mtu)], undo: [...set, String(narrow.mtu)] }])
  },
})

function extremes(ports: Link[]): [Link | undefined, Link | undefined] {
  const sorted = ports.toSorted((a, b) => a.mtu - b.mtu)
  return [sorted[0], sorted.at(-1)]
}
