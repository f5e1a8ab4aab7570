/** A firewall stops what comes to a forward, before it gets there. */
import type { Forward } from '../../../../../shared/model/forward.ts'
import type { HostInterface } from '../../../../../shared/model/host.ts'
import type { Family } from '../../../../../shared/rules/ip.ts'
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

/** What comes by each interface that leads to a LAN, to each address that it has there. */
function dropsOf(forward: Forward, { rules, world }: View): Drop[] {
  if (!rules || reachOf(forward) === 'this-computer') return []
  const family = forward.to.includes(':') ? 'ipv6' : 'ipv4'
  const uplinks = world.interfaces.filter((item) => item[family].gateway !== null)
  const packets = uplinks.flatMap((uplink) => packetsBy(uplink, family, forward))
  const drops = packets.flatMap((packet) => verdictOn(rules, packet).drops)
  if (forward.engine === 'relay') return drops
  return drops.filter(({ base }) => !PASSED.includes(base.table))
}

function packetsBy(uplink: HostInterface, family: Family, forward: Forward): Packet[] {
  const { protocol, bridge, to, toPort, port } = forward
  const from = { in: uplink.name, from: SOMEWHERE[family], sport: 50_000, state: 'new' } as const
  if (forward.engine === 'nat') {
    return [{ hook: 'forward', family, protocol, ...from, out: bridge, to, dport: toPort }]
  }
  const own = uplink[family].addresses.map(({ address }) => address)
  const asked = forward.address === null ? own : own.filter((one) => one === forward.address)
  return asked.map((address) => ({
    ...({ hook: 'input', family, protocol } as const),
    ...{ ...from, out: '', to: address, dport: port },
  }))
}
