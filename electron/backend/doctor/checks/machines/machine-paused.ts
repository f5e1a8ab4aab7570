/** A guest that does not run answers nobody, however well it is connected. */
import type { Machine } from '../../../../../shared/model/machine.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { machineSubject } from '../../scope.ts'

export default defineCheck<Machine>({
  id: 'machine-paused',
  needs: 'libvirt',
  check: ({ machines }) => machines.filter(({ state }) => ['paused', 'suspended'].includes(state)),
  explain: (machine) => ({
    about: machineSubject(machine),
    level: 'error',
    params: { machine: machine.name },
    evidence: [{ command: virshLine(['domstate'], virshName(machine)), output: machine.state }],
  }),
  fix: ({ uuid, name, state }) => ({
    // A guest that put itself to sleep is woken by another call.
    ...(state === 'paused' && { fix: { do: 'resume-machine', machine: uuid } as const }),
    commands: [
      virshLine([state === 'paused' ? 'resume' : 'dompmwakeup'], virshName({ name, uuid })),
    ],
  }),
})
