/** Defined, but not started: there is no bridge to plug anything into. */
import { isActive } from '../../../../../shared/model/machine.ts'
import type { Network } from '../../../../../shared/model/network.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { names } from '../../facts.ts'
import { networkSubject } from '../../scope.ts'
import type { View } from '../../view.ts'

export default defineCheck<Network>({
  id: 'network-inactive',
  needs: 'libvirt',
  inPassing: true,
  // One that nobody uses may well be off.
  check: (view) =>
    view.networks.filter((network) => !network.active && users(view, network).length > 0),
  explain: (network, view) => ({
    about: networkSubject(network),
    level: users(view, network).some(({ machine }) => isActive(machine)) ? 'error' : 'warning',
    params: { network: network.name, machines: names(users(view, network)) },
    evidence: [
      {
        command: virshLine(['net-info'], virshName(network)),
        output: `Active:         no\nAutostart:      ${network.autostart ? 'yes' : 'no'}`,
      },
    ],
  }),
  fix: ({ uuid, name, autostart }) => ({
    fix: { do: 'start-network', network: uuid },
    commands: [
      virshLine(['net-start'], virshName({ name, uuid })),
      ...(autostart ? [] : [virshLine(['net-autostart'], virshName({ name, uuid }))]),
    ],
  }),
})

function users({ paths }: View, { uuid }: Network) {
  return paths.filter(({ network }) => network?.uuid === uuid)
}
