/** A firewall stops what comes to a forward, before it gets there. */
import type { Forward } from '../../../../../shared/model/forward.ts'
import { commandLine } from '../../../../../shared/rules/shell.ts'
import { reachOf } from '../../../../../shared/rules/forward-engines.ts'
import { verdictOn } from '../../../../host/packet-filter/index.ts'
import type { Drop, Packet } from '../../../../host/packet-filter/index.ts'
import { defineCheck } from '../../check.ts'
import { explained, forwarded } from '../../forwarded.ts'
import type { Forwarded } from '../../forwarded.ts'
import { SOMEWHERE } from '../../firewall/needs.ts'
import { nameOf, ownerOf } from '../../firewall/owner.ts'
import type { Owner } from '../../firewall/owner.ts'
import type { View } from '../../view.ts'

/** Where the kernel's forwards have their own accept, or the table has one for all that is translated. */
const PASSED = ['filter', 'libvirt_network', 'firewalld']

export default defineCheck<Forwarded>({
  id: 'forward-stopped',
  needs: 'host',
  applicable: ({ rules }) => rules !== null,
  check: (view) => forwarded(view, (forward) => dropsOf(forward, view).length > 0),
  explain: (symptom, view) => {
    const drops = symptom.forwards.flatMap((forward) => dropsOf(forward, view))
    const owners = drops.map((drop) => (view.rules ? nameOf(ownerOf(drop, view.rules), drop) : ''))
    return explained(symptom, 'error', {
      params: { owner: [...new Set(owners)].join(', ') },
      evidence: drops.slice(0, 1).map(({ chain: { family, table, name } }) => ({
        command: commandLine(['sudo', 'nft', 'list', 'chain', family, table, name]),
        output: 'drop / reject',
      })),
    })
  },
  fix: ({ forwards }, view) => ({
    commands: forwards.flatMap((forward) => {
      const owners = dropsOf(forward, view).flatMap((drop) =>
        view.rules ? [ownerOf(drop, view.rules)] : [],
      )
      return [...new Set(owners)].flatMap((owner) => openings(forward)[owner] ?? [])
    }),
  }),
})

function openings({ port, protocol }: Forward): Partial<Record<Owner, string[]>> {
  const what = `${port}/${protocol}`
  return {
    ufw: [`sudo ufw allow ${what}`],
    firewalld: [`sudo firewall-cmd --permanent --add-port=${what}`, 'sudo firewall-cmd --reload'],
  }
}

/** What comes by the interface that leads to the LAN. */
function dropsOf(forward: Forward, { rules, world }: View): Drop[] {
  if (!rules || reachOf(forward) === 'this-computer') return []
  const family = forward.to.includes(':') ? 'ipv6' : 'ipv4'
  const uplink = world.interfaces.find((item) => item[family].gateway !== null)
  if (!uplink) return []
  const { protocol, bridge, to, toPort, port } = forward
  const from = { in: uplink.name, from: SOMEWHERE[family], sport: 50_000, state: 'new' } as const
  const own = uplink[family].addresses[0]?.address ?? ''
  const packet: Packet =
    forward.engine === 'relay'
      ? { hook: 'input', family, protocol, ...from, out: '', to: own, dport: port }
      : { hook: 'forward', family, protocol, ...from, out: bridge, to, dport: toPort }
  const { drops } = verdictOn(rules, packet)
  if (forward.engine === 'relay') return drops
  return drops.filter(({ base }) => !PASSED.includes(base.table))
}
