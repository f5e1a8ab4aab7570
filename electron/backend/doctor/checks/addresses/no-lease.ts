/** Everything up to the guest looks right, and it has no address from who should give it one. */
import { virshLine } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { handsOut } from '../../../../../shared/rules/networks/leases.ts'
import { askAgain, heardOf, lacksAddress } from '../../no-address.ts'
import { nicSubject } from '../../scope.ts'
import type { NicPath } from '../../scope.ts'
import type { View } from '../../view.ts'

export default defineCheck<NicPath>({
  id: 'no-lease',
  needs: 'host',
  check: (view) => view.paths.filter((path) => lacksAddress(path) && givenBy(path) !== null),
  explain: (path, view) => ({
    about: nicSubject(path),
    level: 'error',
    params: {
      machine: path.machine.name,
      mac: path.nic.mac,
      from: givenBy(path) ?? '',
    },
    evidence: evidence(path, view),
  }),
  fix: askAgain,
})

/** Which of libvirt's servers should have given it one; null: none of them. */
function givenBy({ network }: NicPath): string | null {
  return network?.active && handsOut(network) ? `${network.name} (${network.bridge ?? ''})` : null
}

function evidence({ network, nic }: NicPath, view: View) {
  return [
    { command: virshLine(['net-dhcp-leases', '--mac', nic.mac], network?.name ?? ''), output: '' },
    heardOf(nic, view),
  ]
}
