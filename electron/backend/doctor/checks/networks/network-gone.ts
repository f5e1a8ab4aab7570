/** The cable leads to a network that libvirt does not know: the machine will not start. */
import { virshLine } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { nicSubject } from '../../scope.ts'
import type { NicPath } from '../../scope.ts'

export default defineCheck<NicPath>({
  id: 'network-gone',
  needs: 'libvirt',
  inPassing: true,
  applicable: ({ services }) => services.libvirt.status === 'connected',
  check: ({ paths }) =>
    paths.filter(({ nic, network }) => nic.source.type === 'network' && !network),
  explain: (path) => ({
    about: nicSubject(path),
    level: 'error',
    params: { machine: path.machine.name, network: nameOf(path) },
    evidence: [
      {
        command: virshLine(['net-info'], nameOf(path)),
        output: `error: failed to get network '${nameOf(path)}'`,
      },
    ],
  }),
})

function nameOf({ nic }: NicPath): string {
  return nic.source.type === 'network' ? nic.source.network : ''
}
