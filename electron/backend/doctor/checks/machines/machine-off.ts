/** A machine that is off has no network at all. One saved elsewhere has a finding of its own: starting it is no remedy. */
import { isActive } from '../../../../../shared/model/machine.ts'
import type { Machine } from '../../../../../shared/model/machine.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { machineSubject } from '../../scope.ts'
import { isSavedElsewhere } from './machine-saved.ts'

export default defineCheck<Machine>({
  id: 'machine-off',
  needs: 'libvirt',
  check: ({ machines }) =>
    machines.filter((machine) => !isActive(machine) && !isSavedElsewhere(machine)),
  explain: (machine) => ({
    about: machineSubject(machine),
    level: 'error',
    params: { machine: machine.name },
    evidence: [{ command: virshLine(['domstate'], virshName(machine)), output: machine.state }],
  }),
  fix: ({ uuid, name }) => ({
    fix: { do: 'start-machine', machine: uuid },
    commands: [virshLine(['start'], virshName({ name, uuid }))],
  }),
})
