/**
 * Packets for one of two overlapping subnets go to the other. A wider route around a network loses
 * to the network's own, and disturbs nobody on it.
 */
import type { Network } from '../../../../../shared/model/network.ts'
import { subnetOf } from '../../../../../shared/rules/ip.ts'
import { conflictsOf } from '../../../../../shared/rules/networks/subnets.ts'
import type { OccupiedSubnet } from '../../../../../shared/rules/networks/subnets.ts'
import { commandLine } from '../../../../../shared/rules/shell.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { networkSubject } from '../../scope.ts'
import type { View } from '../../view.ts'

interface Overlap {
  network: Network
  own: string
  other: OccupiedSubnet
}

export default defineCheck<Overlap>({
  id: 'subnet-overlap',
  needs: 'host',
  inPassing: true,
  check: (view) => view.networks.flatMap((network) => overlapsOf(network, view).slice(0, 1)),
  explain: ({ network, own, other }) => ({
    about: networkSubject(network),
    level: 'error',
    params: { network: network.name, own, subnet: other.subnet, name: other.name },
    evidence: [
      {
        command:
          other.by === 'interface'
            ? commandLine(['ip', 'route', 'show', 'dev', other.name])
            : virshLine(['net-dumpxml'], other.name),
        output: other.subnet,
      },
    ],
  }),
  fix: ({ network }) => ({
    ...(network.persistent && { fix: { do: 'move-subnet', network: network.uuid } as const }),
    commands: [virshLine(['net-edit'], virshName(network))],
  }),
})

/** A network that is off disturbs nobody, and so does another that is. */
function overlapsOf(network: Network, { occupied, world }: View): Overlap[] {
  if (!network.active) return []
  const off = new Set(world.networks.filter(({ active }) => !active).map(({ name }) => name))
  const others = (occupied.get(network.uuid) ?? []).filter(
    ({ by, name }) => by === 'interface' || !off.has(name),
  )
  return network.subnets.flatMap(({ address, prefix }) => {
    const subnet = subnetOf(address, prefix)
    const collisions = subnet ? conflictsOf(subnet, others) : []
    return collisions.map((other) => ({ network, own: `${address}/${prefix}`, other }))
  })
}
