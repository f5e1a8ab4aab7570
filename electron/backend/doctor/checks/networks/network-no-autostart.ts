/** After the host's next start this network is off, and machines that need it do not start. */
import type { Network } from '../../../../../shared/model/network.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { names } from '../../facts.ts'
import { networkSubject } from '../../scope.ts'
import type { View } from '../../view.ts'

export default defineCheck<Network>({
  id: 'network-no-autostart',
  needs: 'libvirt',
  inPassing: true,
  check: (view) =>
    view.networks.filter(
      (network) =>
        network.active &&
        network.persistent &&
        !network.autostart &&
        users(view, network).length > 0,
    ),
  explain: (network, view) => ({
    about: networkSubject(network),
    level: 'warning',
    params: { network: network.name, machines: names(users(view, network)) },
    evidence: [
      { command: virshLine(['net-info'], virshName(network)), output: 'Autostart:      no' },
    ],
  }),
  fix: ({ uuid, name }) => ({
    fix: { do: 'autostart-network', network: uuid },
    commands: [virshLine(['net-autostart'], virshName({ name, uuid }))],
  }),
})

function users({ paths }: View, { uuid }: Network) {
  return paths.filter(({ network, nic }) => network?.uuid === uuid && nic.stored)
}
