/** On the LAN by a bridge, and nobody there knows an address of it: the LAN's DHCP server gives it. */
import { commandLine } from '../../../../../shared/rules/shell.ts'
import { isOnHostBridge } from '../../../../../shared/rules/networks/kinds.ts'
import { defineCheck } from '../../check.ts'
import { askAgain, heardOf, lacksAddress } from '../../no-address.ts'
import { nicSubject } from '../../scope.ts'
import type { NicPath } from '../../scope.ts'
import type { View } from '../../view.ts'

export default defineCheck<NicPath>({
  id: 'no-lan-address',
  needs: 'host',
  check: (view) => view.paths.filter((path) => lacksAddress(path) && givenBy(path) !== null),
  explain: (path, view) => ({
    about: nicSubject(path),
    level: 'warning',
    params: {
      machine: path.machine.name,
      mac: path.nic.mac,
      bridge: givenBy(path) ?? '',
    },
    evidence: evidence(path, view),
  }),
  fix: askAgain,
})

/** The bridge whose LAN should have given it one; null: none. */
function givenBy({ network, nic, bridge }: NicPath): string | null {
  if (nic.source.type === 'bridge') return bridge
  return network?.active && isOnHostBridge(network.kind) ? bridge : null
}

function evidence({ nic }: NicPath, view: View) {
  return [
    { command: `ip neigh | ${commandLine(['grep', nic.mac])}`, output: '' },
    heardOf(nic, view),
  ]
}
