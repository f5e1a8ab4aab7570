/** A machine that libvirt has saved goes on as it was then, whatever has been stored since. */
import type { Machine } from '../../../../../shared/model/machine.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { machineSubject } from '../../scope.ts'

export default defineCheck<Machine>({
  id: 'machine-saved',
  needs: 'libvirt',
  check: ({ machines }) => machines.filter(isSavedElsewhere),
  explain: (machine) => ({
    about: machineSubject(machine),
    level: 'error',
    params: {
      machine: machine.name,
      saved: (machine.saved?.networks ?? []).join(', ') || '—',
      stored: storedOn(machine).join(', ') || '—',
    },
    evidence: [
      {
        command: `${virshLine(['managedsave-dumpxml'], virshName(machine))} | grep '<source network='`,
        output: (machine.saved?.networks ?? []).join('\n'),
      },
    ],
  }),
  fix: ({ uuid, name }) => ({
    fix: { do: 'discard-saved', machine: uuid },
    commands: [virshLine(['managedsave-remove'], virshName({ name, uuid }))],
  }),
})

/** Is it stored on other networks than it was saved on? */
export function isSavedElsewhere(machine: Machine): boolean {
  const saved = machine.saved?.networks
  if (!saved) return false
  return [...saved].sort().join('\n') !== storedOn(machine).sort().join('\n')
}

function storedOn({ nics }: Machine): string[] {
  const names = nics.flatMap(({ source, stored }) =>
    stored && source.type === 'network' ? [source.network] : [],
  )
  return [...new Set(names)]
}
