/** A guest that does not run answers nobody, however well it is connected. */
import type { Machine } from '../../../../shared/model/machine.ts'
import { quote } from '../../../../shared/rules/shell.ts'
import { defineCheck } from '../check.ts'
import { machineSubject } from '../scope.ts'

export default defineCheck<Machine>({
  id: 'machine-paused',
  check: ({ machines }) => machines.filter(({ state }) => ['paused', 'suspended'].includes(state)),
  explain: (machine) => ({
    about: machineSubject(machine),
    level: 'error',
    params: { machine: machine.name },
    evidence: [{ command: `virsh domstate ${quote(machine.name)}`, output: machine.state }],
  }),
  fix: ({ uuid, name, state }) => ({
    // A guest that put itself to sleep is woken by another call.
    ...(state === 'paused' && { fix: { do: 'resume-machine', machine: uuid } as const }),
    commands: [`virsh ${state === 'paused' ? 'resume' : 'dompmwakeup'} ${quote(name)}`],
  }),
})
