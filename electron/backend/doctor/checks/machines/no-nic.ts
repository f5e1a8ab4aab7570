/** No card, no network. */
import type { Machine } from '../../../../../shared/model/machine.ts'
import { isOnHostBridge, isTranslated } from '../../../../../shared/rules/networks/kinds.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { machineSubject } from '../../scope.ts'

export default defineCheck<Machine>({
  id: 'no-nic',
  needs: 'libvirt',
  check: ({ machines }) => machines.filter(({ nics }) => nics.length === 0),
  explain: (machine) => ({
    about: machineSubject(machine),
    level: 'error',
    params: { machine: machine.name },
    evidence: [{ command: virshLine(['domiflist'], virshName(machine)), output: '' }],
  }),
  fix: (machine, { world }) => {
    const active = world.networks.filter((network) => network.active)
    const network =
      active.find(({ kind }) => isTranslated(kind)) ??
      active.find(({ kind }) => isOnHostBridge(kind))
    if (!network) return {}
    return {
      fix: { do: 'add-nic', machine: machine.uuid, network: network.name },
      commands: [
        virshLine(
          ['attach-interface', '--model', 'virtio', '--live', '--config'],
          ...[virshName(machine), 'network', network.name],
        ),
      ],
    }
  },
})
