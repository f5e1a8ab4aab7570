/** Everything up to the guest looks right, and it has no address from who should give it one. */
import { quote } from '../../../../shared/rules/shell.ts'
import { defineCheck } from '../check.ts'
import { handsOut, isConnected } from '../facts.ts'
import { nicSubject } from '../scope.ts'
import type { NicPath } from '../scope.ts'
import type { View } from '../view.ts'

export default defineCheck<NicPath>({
  id: 'no-lease',
  check: (view) =>
    view.paths.filter(
      (path) => isConnected(path) && path.nic.addresses.length === 0 && givenBy(path) !== null,
    ),
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
  fix: ({ machine, nic: { alias, mac, slot } }) => ({
    fix: { do: 'ask-again', machine: machine.uuid, nic: { alias, mac, slot } },
    commands: [
      `virsh domif-setlink ${quote(machine.name)} ${mac} down`,
      `virsh domif-setlink ${quote(machine.name)} ${mac} up`,
    ],
  }),
})

/** Which of libvirt's servers should have given it one; null: none of them. */
function givenBy({ network }: NicPath): string | null {
  return network?.active && handsOut(network) ? `${network.name} (${network.bridge ?? ''})` : null
}

function evidence({ network, nic }: NicPath, { heard }: View) {
  const lines = heard.filter(({ mac }) => mac === nic.mac).map(({ line }) => line)
  return [
    { command: `virsh net-dhcp-leases ${quote(network?.name ?? '')} --mac ${nic.mac}`, output: '' },
    { command: `bridge fdb show | grep ${nic.mac}`, output: lines.join('\n') },
  ]
}
