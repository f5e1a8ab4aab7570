/** On the LAN by a bridge, and nobody there knows an address of it: the LAN's DHCP server gives it. */
import { quote } from '../../../../shared/rules/shell.ts'
import { defineCheck } from '../check.ts'
import { isConnected } from '../facts.ts'
import { nicSubject } from '../scope.ts'
import type { NicPath } from '../scope.ts'
import type { View } from '../view.ts'

export default defineCheck<NicPath>({
  id: 'no-lan-address',
  check: (view) =>
    view.paths.filter(
      (path) => isConnected(path) && path.nic.addresses.length === 0 && givenBy(path) !== null,
    ),
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
  fix: ({ machine, nic: { alias, mac, slot } }) => ({
    fix: { do: 'ask-again', machine: machine.uuid, nic: { alias, mac, slot } },
    commands: [
      `virsh domif-setlink ${quote(machine.name)} ${mac} down`,
      `virsh domif-setlink ${quote(machine.name)} ${mac} up`,
    ],
  }),
})

/** The bridge whose LAN should have given it one; null: none. */
function givenBy({ network, nic, bridge }: NicPath): string | null {
  if (nic.source.type === 'bridge') return bridge
  return network?.active && network.kind === 'bridged' ? bridge : null
}

function evidence({ nic }: NicPath, { heard }: View) {
  const lines = heard.filter(({ mac }) => mac === nic.mac).map(({ line }) => line)
  return [
    { command: `ip neigh | grep ${nic.mac}`, output: '' },
    { command: `bridge fdb show | grep ${nic.mac}`, output: lines.join('\n') },
  ]
}
