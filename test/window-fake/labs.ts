/** A made-up lab, opened on a host where some of it is there and some clashes. */
import type { DrawnLab, OpenLabIntent, PuenteMethods } from '../../shared/contract/contract.ts'
import { message } from '../../shared/message.ts'
import type { LabRow } from '../../shared/model/labs/lab.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'

interface World {
  register: (plan: Plan, apply: (plan: Plan) => Promise<Change>) => Promise<Plan>
  finish: (plan: Plan) => Promise<Change>
  /** Names of the machines that there are. */
  there: () => string[]
}

export function fakeLabs({
  register,
  finish,
  there,
}: World): Pick<PuenteMethods, 'saveLab' | 'planOpenLab' | 'planDrawnLab'> {
  return {
    saveLab: async () => 'office.lab.yaml',
    planOpenLab: ({ from, image }) => register(labPlan(from, image), finish),
    planDrawnLab: (lab, image) => register(drawnPlan(lab, there(), image), finish),
  }
}

function drawnPlan({ networks, machines }: DrawnLab, there: string[], image?: string): Plan {
  const made = networks.map(({ name }): LabRow => {
    return { what: 'network', name, fate: 'made', notes: [] }
  })
  const led = machines.flatMap(({ name, nics }) =>
    there.includes(name)
      ? nics.map(({ mac }): LabRow => ({ what: 'nic', name, mac, fate: 'made', notes: [] }))
      : [machineRow(name, image)],
  )
  const missing = machines.filter(({ name }) => image !== undefined && !there.includes(name))
  const steps = [
    ...networks.map(({ name }) => message('step.define-network', { network: name })),
    ...missing.map(({ name }) => message('step.define-machine', { machine: name })),
  ]
  return {
    id: `plan-${Date.now()}`,
    title: message('lab.plan.drawn'),
    steps: steps.map((text, index) => ({ id: String(index), text })),
    ...{ warnings: [], interruption: null, carried: [], commands: [], keepOrRevert: false },
    lab: [...made, ...led],
  }
}

function machineRow(name: string, image: string | undefined): LabRow {
  if (image === undefined) return { what: 'machine', name, fate: 'missing', notes: [] }
  const params = { disk: `${name}.qcow2`, image: image.split('/').at(-1) ?? '' }
  const notes = [message('lab.note.machine', { memory: 2048, vcpus: 2, ...params })]
  return { what: 'machine', name, fate: 'made', notes }
}

const stays: LabRow[] = [
  { what: 'network', name: 'default', fate: 'stays', notes: [] },
  { what: 'nic', name: 'web', mac: '52:54:00:aa:00:01', fate: 'stays', notes: [] },
]

const rows: LabRow[] = [
  {
    ...{ what: 'bridge', name: 'br0', fate: 'missing' },
    notes: [message('lab.note.nic', { nic: 'eth0' })],
  },
  {
    ...{ what: 'network', name: 'office-1', fate: 'made' },
    notes: [
      message('lab.note.name', { from: 'office', to: 'office-1' }),
      message('lab.note.subnet', { from: '192.168.122.0/24', to: '192.168.123.0/24' }),
    ],
  },
  {
    ...{ what: 'network', name: 'dmz', fate: 'changed' },
    notes: [message('lab.note.part', { part: 'network.part.dns' })],
  },
  {
    ...{ what: 'nic', name: 'router', mac: '52:54:00:5e:10:27', fate: 'made' },
    notes: [message('lab.note.mac', { from: '52:54:00:aa:00:01', to: '52:54:00:5e:10:27' })],
  },
  {
    ...{ what: 'forward', name: 'router', port: 'tcp 8081', fate: 'made' },
    notes: [message('lab.note.port', { from: 8080, to: 8081 })],
  },
  ...stays,
]

/** One that is opened a second time has nothing to do. */
function labPlan(from: OpenLabIntent['from'], image: string | undefined): Plan {
  const isNew = from !== 'again' || image !== undefined
  const disk = { disk: 'student.qcow2', pool: 'default', image: image?.split('/').at(-1) ?? '' }
  const steps = [
    message('step.define-network', { network: 'office-1' }),
    message('step.start-network', { network: 'office-1' }),
    message('step.store-network', { network: 'dmz' }),
    message('step.store-nic', { machine: 'router', mac: '52:54:00:5e:10:27' }),
    ...(image === undefined
      ? []
      : [message('step.make-disk', disk), message('step.define-machine', { machine: 'student' })]),
  ]
  return {
    id: `plan-${Date.now()}`,
    title: message('lab.plan.open', { lab: 'DMZ with a router' }),
    steps: isNew ? steps.map((text, index) => ({ id: String(index), text })) : [],
    ...{ warnings: [], interruption: null, carried: [], commands: [], keepOrRevert: false },
    lab: isNew ? [...rows, machineRow('student', image)] : stays,
  }
}
