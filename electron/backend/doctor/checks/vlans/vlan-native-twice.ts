/** A VLAN interface for what its port already has without a tag: it never hears a tagged frame. */
import { defineCheck } from '../../check.ts'
import { vlansOfPort } from '../../facts.ts'
import { linkOf, quoteLinks, quoteVlans } from '../../view.ts'
import type { Link, PortVlan, View } from '../../view.ts'

interface Twice {
  link: Link
  over: string
  bridge: string
  native: PortVlan
}

export default defineCheck<Twice>({
  id: 'vlan-native-twice',
  needs: 'host',
  applicable: ({ links, portVlans }) => links !== null && portVlans !== null,
  check: (view) => (view.links ?? []).flatMap((link) => twice(view, link)),
  explain: ({ link, over, bridge, native }) => ({
    about: { type: 'interface', name: link.name },
    level: 'warning',
    params: { interface: link.name, nic: over, bridge, vlan: native.from },
    evidence: [quoteLinks([link]), quoteVlans(over, [native])],
  }),
})

/** Over a bridge it is the bridge's own end that has the native VLAN; over its NIC, that port. */
function twice(view: View, link: Link): Twice[] {
  const { vlan } = link
  const over = vlan ? linkOf(view, vlan.over) : undefined
  const bridge = over?.kind === 'bridge' ? over : linkOf(view, over?.master ?? null)
  if (!vlan || !over || !bridge?.filters) return []
  const native = vlansOfPort(view, over.name).find(
    ({ from, pvid, untagged }) => from === vlan.id && pvid && untagged,
  )
  return native ? [{ link, over: over.name, bridge: bridge.name, native }] : []
}
