/** A network whose domain libvirt tells the host's resolver of, which does not run: so libvirt does not start it. */
import { isActive } from '../../../../../shared/model/machine.ts'
import type { Network } from '../../../../../shared/model/network.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { names } from '../../facts.ts'
import { networkSubject } from '../../scope.ts'
import type { View } from '../../view.ts'

export default defineCheck<Network>({
  id: 'resolver-off',
  needs: 'host',
  applicable: ({ resolver }) => resolver !== null,
  check: (view) =>
    view.networks.filter(
      (network) => !network.active && registers(network, view) && isWanted(network, view),
    ),
  explain: (network, view) => ({
    about: networkSubject(network),
    level: users(view, network).some(({ machine }) => isActive(machine)) ? 'error' : 'warning',
    params: {
      network: network.name,
      domain: view.definitions.get(network.uuid)?.domain?.name ?? '',
      machines: names(users(view, network)),
    },
    evidence: [{ command: 'systemctl is-active systemd-resolved', output: 'inactive' }],
  }),
  fix: ({ uuid, name, persistent }) => ({
    ...(persistent && { fix: { do: 'stop-registering', network: uuid } as const }),
    commands: [
      'sudo systemctl enable --now systemd-resolved',
      virshLine(['net-start'], virshName({ name, uuid })),
    ],
  }),
})

function registers({ uuid }: Network, { definitions, resolver }: View): boolean {
  return resolver === false && definitions.get(uuid)?.domain?.register === true
}

function isWanted(network: Network, view: View): boolean {
  return network.autostart || users(view, network).length > 0
}

function users({ paths }: View, { uuid }: Network) {
  return paths.filter(({ network }) => network?.uuid === uuid)
}
