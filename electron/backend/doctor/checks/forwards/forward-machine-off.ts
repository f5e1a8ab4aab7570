/** A port of this host leads to a machine that is off. Asked about the machine, that it is off says it all. */
import { isActive } from '../../../../../shared/model/machine.ts'
import { virshLine, virshName } from '../../../../libvirt/commands/line.ts'
import { defineCheck } from '../../check.ts'
import { explained, forwarded } from '../../forwarded.ts'
import type { Forwarded } from '../../forwarded.ts'

export default defineCheck<Forwarded>({
  id: 'forward-machine-off',
  needs: 'host',
  check: (view) =>
    forwarded(view, (_, { machine }) => !isActive(machine) && !view.machines.includes(machine)),
  explain: (symptom) =>
    explained(symptom, 'warning', {
      evidence: [
        {
          command: virshLine(['domstate'], virshName(symptom.path.machine)),
          output: symptom.path.machine.state,
        },
      ],
    }),
  fix: ({ path: { machine } }) => ({
    fix: { do: 'start-machine', machine: machine.uuid },
    commands: [virshLine(['start'], virshName(machine))],
  }),
})
