/** Two NICs of one MAC on one wire: each takes the other's packets away. */
import { commandLine, withOperands } from '../../../../../shared/rules/shell.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { isPlugged } from '../../facts.ts'
import { nicSubject, scopeOf } from '../../scope.ts'
import type { NicPath } from '../../scope.ts'
import type { View } from '../../view.ts'

interface Twins {
  path: NicPath
  other: NicPath
}

export default defineCheck<Twins>({
  id: 'duplicate-mac',
  needs: 'libvirt',
  inPassing: true,
  check: (view) => {
    const all = scopeOf(view.world, { type: 'everything' }).paths
    const byMac = Map.groupBy(all, ({ nic }) => nic.mac)
    return view.paths.flatMap((path) => {
      const other = byMac.get(path.nic.mac)?.find((item) => isTwin(path, item))
      return other ? [{ path, other }] : []
    })
  },
  explain: ({ path, other }, view) => ({
    about: nicSubject(path),
    level: isPlugged(path) && isPlugged(other) ? 'error' : 'warning',
    params: { machine: path.machine.name, mac: path.nic.mac, other: other.machine.name },
    evidence: evidence(path, other, view),
  }),
  fix: ({ path: { machine, nic } }) => {
    const { alias, mac, slot } = nic
    return {
      fix: { do: 'new-mac', machine: machine.uuid, nic: { alias, mac, slot } },
      commands: [
        commandLine(
          withOperands(
            ['virt-xml', '--edit', `mac=${mac}`, '--network', 'mac=random'],
            [machine.name],
          ),
        ),
      ],
    }
  },
})

/** On different wires nobody notices. */
function isTwin(a: NicPath, b: NicPath): boolean {
  if (a.machine.uuid === b.machine.uuid && isSameNic(a, b)) return false
  const sameWire = a.bridge !== null ? a.bridge === b.bridge : isSameNetwork(a, b)
  return sameWire && a.nic.mac === b.nic.mac
}

function isSameNic({ nic: a }: NicPath, { nic: b }: NicPath): boolean {
  return a.alias === b.alias && a.slot === b.slot
}

function isSameNetwork(a: NicPath, b: NicPath): boolean {
  return a.network !== null && a.network.uuid === b.network?.uuid
}

function evidence(path: NicPath, other: NicPath, { heard }: View) {
  const lists = [path, other].map(({ machine, nic }) => ({
    command: virshLine(['domiflist', ...(nic.plugged ? [] : ['--inactive'])], virshName(machine)),
    output: [nic.tap ?? '-', nic.source.type, nic.model ?? '-', nic.mac].join('  '),
  }))
  const seen = heard.filter(({ mac }) => mac === path.nic.mac).map(({ line }) => line)
  return seen.length === 0
    ? lists
    : [
        ...lists,
        {
          command: `bridge fdb show | ${commandLine(['grep', path.nic.mac])}`,
          output: seen.join('\n'),
        },
      ]
}
