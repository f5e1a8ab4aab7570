/** What runs is not what is stored: at its next start the machine is connected otherwise. */
import { isActive } from '../../../../../shared/model/machine.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { nicSubject } from '../../scope.ts'
import type { NicPath } from '../../scope.ts'

/** What the kernel's end of the cable takes at once; the rest waits for a restart. */
const LIVE = ['source', 'linkUp', 'bandwidth', 'isolated', 'filter']

export default defineCheck<NicPath>({
  id: 'stored-differs',
  needs: 'libvirt',
  inPassing: true,
  check: ({ paths }) =>
    paths.filter(({ machine, nic }) => isActive(machine) && machine.persistent && differs(nic)),
  explain: (path) => ({
    about: nicSubject(path),
    level: 'warning',
    params: {
      machine: path.machine.name,
      mac: path.nic.mac,
    },
    evidence: [
      {
        command: virshLine(['dumpxml', '--inactive'], virshName(path.machine)),
        output: path.nic.stored ? path.nic.pending.join('\n') : `<mac address='${path.nic.mac}'/>`,
      },
    ],
  }),
  fix: ({ machine, nic }) => {
    const { alias, mac, slot } = nic
    const live = nic.stored && nic.pending.every((part) => LIVE.includes(part))
    const how = live ? 'apply' : 'discard'
    return {
      fix: { do: 'settle-nic', machine: machine.uuid, nic: { alias, mac, slot }, how },
      commands: [virshLine(['reboot'], virshName(machine))],
    }
  },
})

/** One that is stored only is a finding of its own. */
function differs({ plugged, stored, pending }: NicPath['nic']): boolean {
  return plugged && (!stored || pending.length > 0)
}
