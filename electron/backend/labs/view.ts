/** A lab's plan as a person reads it: what becomes of each thing of it on this host. Pure. */
import { posix } from 'node:path'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { LabRow } from '../../../shared/model/labs/lab.ts'
import type { PlanView } from '../../../shared/model/plan.ts'
import { joined } from '../plans/together.ts'
import type { FittedMachine } from './fit-machines.ts'
import type { Fitted } from './fit.ts'

export function labView(title: Message, fitted: Fitted, views: PlanView[]): PlanView {
  const { bridges, machines, networks, nics, forwards, missing } = fitted
  const rows: LabRow[] = [
    ...bridges.map(({ name, nic, isThere }): LabRow => {
      const notes = isThere || nic === null ? [] : [message('lab.note.nic', { nic })]
      return { what: 'bridge', name, fate: isThere ? 'stays' : 'missing', notes }
    }),
    ...networks.map(({ definition, fate, notes }): LabRow => {
      return { what: 'network', name: definition.name, fate, notes }
    }),
    ...machines.map((machine): LabRow => {
      return { what: 'machine', name: machine.name, fate: 'made', notes: [machineNote(machine)] }
    }),
    ...nics.map(({ machine, mac, fate, notes }): LabRow => {
      return { what: 'nic', name: machine.name, mac, fate, notes }
    }),
    ...forwards.map(({ machine: name, forward: { protocol, port }, fate, notes }): LabRow => {
      return { what: 'forward', name, port: `${protocol} ${port}`, fate, notes }
    }),
    ...missing.map((name): LabRow => ({ what: 'machine', name, fate: 'missing', notes: [] })),
  ]
  const view = joined(title, views)
  return {
    ...view,
    warnings: [...nics.flatMap(({ warnings }) => warnings), ...fitted.warnings, ...view.warnings],
    lost: [...networks.flatMap(({ lost }) => lost), ...(view.lost ?? [])],
    lab: rows,
  }
}

function machineNote({ memoryMiB: memory, vcpus, disk, image }: FittedMachine): Message {
  const params = { memory, vcpus, disk: disk.name, image: posix.basename(image) }
  return message('lab.note.machine', params)
}
