/** Stored, but not in the machine that runs: the guest has never seen it. */
import { isActive } from '../../../../../shared/model/machine.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { nicSubject } from '../../scope.ts'
import type { NicPath } from '../../scope.ts'

export default defineCheck<NicPath>({
  id: 'nic-not-plugged',
  needs: 'libvirt',
  inPassing: true,
  check: ({ paths }) =>
    paths.filter(({ machine, nic }) => isActive(machine) && nic.stored && !nic.plugged),
  explain: (path) => ({
    about: nicSubject(path),
    level: 'error',
    params: { machine: path.machine.name, mac: path.nic.mac },
    evidence: [
      {
        command: virshLine(['domiflist', '--inactive'], virshName(path.machine)),
        output: path.nic.mac,
      },
      { command: virshLine(['domiflist'], virshName(path.machine)), output: '' },
    ],
  }),
  fix: ({ machine, nic }) => ({
    fix: { do: 'settle-nic', machine: machine.uuid, nic: refOf(nic), how: 'apply' },
    commands: [virshLine(['reboot'], virshName(machine))],
  }),
})

function refOf({ alias, mac, slot }: NicPath['nic']) {
  return { alias, mac, slot }
}
