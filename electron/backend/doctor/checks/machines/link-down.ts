/** The cable is pulled, in the machine's own settings. */
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { isPlugged } from '../../facts.ts'
import { nicSubject } from '../../scope.ts'
import type { NicPath } from '../../scope.ts'

export default defineCheck<NicPath>({
  id: 'link-down',
  needs: 'libvirt',
  inPassing: true,
  check: ({ paths }) => paths.filter((path) => isPlugged(path) && !path.nic.linkUp),
  explain: (path) => ({
    about: nicSubject(path),
    level: 'error',
    params: { machine: path.machine.name, mac: path.nic.mac },
    evidence: [
      {
        command: virshLine(['domif-getlink'], virshName(path.machine), path.nic.mac),
        output: `${path.nic.tap ?? path.nic.mac} down`,
      },
    ],
  }),
  fix: ({ machine, nic: { alias, mac, slot } }) => ({
    fix: {
      do: 'change-nic',
      machine: machine.uuid,
      nic: { alias, mac, slot },
      changes: { linkUp: true },
    },
    commands: [virshLine(['domif-setlink'], virshName(machine), mac, 'up')],
  }),
})
