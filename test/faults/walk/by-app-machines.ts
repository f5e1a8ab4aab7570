/** What a person does with machines and their NICs in the app. */
import type { When } from '../../../shared/contract/contract.ts'
import { isActive } from '../../../shared/model/machine.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import { NOTHING_TO_DO, answer, apply, machines, networks, nics } from './world.ts'
import type { Action, World } from './world.ts'

const WHENS: When[] = ['now-and-stored', 'now', 'stored']
/** The lab's guests have eight ports, and a walk is long. */
const MOST_NICS = 4

type OnMachine = (world: World, machine: Machine) => Promise<unknown> | null

const machine = (name: string, weight: number, run: OnMachine): Action => ({
  name,
  weight,
  run: async (world) => {
    const one = world.random.pick(machines(world))
    const asked = one && run(world, one)
    return asked ? answer(`${name} ${one.name}`, asked) : NOTHING_TO_DO
  },
})

type OnNic = (world: World, machine: Machine, nic: MachineNic) => Promise<unknown> | null

const onNic = (name: string, weight: number, run: OnNic): Action =>
  machine(name, weight, (world, one) => {
    const nic = world.random.pick(nics(one))
    return nic ? run(world, one, nic) : null
  })

export const MACHINE_ACTIONS: Action[] = [
  machine('start', 5, ({ backend }, { uuid }) => backend.api.startMachine(uuid)),
  machine('force off', 3, ({ backend }, { uuid }) => backend.api.forceOffMachine(uuid)),
  machine('pause', 2, ({ backend }, { uuid }) => backend.api.pauseMachine(uuid)),
  machine('resume', 4, ({ backend }, { uuid }) => backend.api.resumeMachine(uuid)),
  machine('set autostart of', 3, ({ backend }, { uuid, autostart }) =>
    backend.api.setMachineAutostart(uuid, !autostart),
  ),
  machine('add a NIC to', 10, addNic),
  machine('give NICs to', 2, cloneNics),
  onNic('remove a NIC of', 7, removeNic),
  onNic('change a NIC of', 10, changeNic),
  onNic('settle a NIC of', 6, settleNic),
  { name: 'move machines', weight: 3, run: move },
  { name: 'take back', weight: 4, run: undo },
]

function addNic(world: World, { uuid, nics: { length } }: Machine): Promise<unknown> | null {
  const { backend, random } = world
  const network = random.pick(networks(world))
  if (!network || length >= MOST_NICS) return null
  const source = { type: 'network', network: network.name, portGroup: null } as const
  const intent = { machine: uuid, source, model: 'virtio', mac: random.mac() }
  return remember(world, backend.api.planAddNic({ ...intent, when: when(world) }))
}

function removeNic(world: World, machine: Machine, nic: MachineNic): Promise<unknown> | null {
  const chosen = when(world)
  if (nic.plugged && chosen !== 'stored' && !canLetGo(world, machine)) return null
  const intent = { machine: machine.uuid, nic: refOf(nic), when: chosen }
  return remember(world, world.backend.api.planRemoveNic(intent))
}

function changeNic(world: World, { uuid }: Machine, nic: MachineNic): Promise<unknown> | null {
  const { backend, random } = world
  const network = random.pick(networks(world))?.name ?? 'default'
  const changes = random.pick([
    { source: { type: 'network', network, portGroup: null } as const },
    { linkUp: !nic.linkUp },
    { model: random.pick(['virtio', 'e1000e']) ?? 'virtio' },
  ])
  if (!changes) return null
  const intent = { machine: uuid, nic: refOf(nic), changes, when: when(world) }
  return remember(world, backend.api.planChangeNic(intent))
}

function settleNic(world: World, machine: Machine, nic: MachineNic): Promise<unknown> | null {
  const { backend, random } = world
  const how = random.pick(['apply', 'discard'] as const) ?? 'apply'
  if (nic.plugged && !canLetGo(world, machine)) return null
  return remember(world, backend.api.planSettleNic({ machine: machine.uuid, nic: refOf(nic), how }))
}

function cloneNics(world: World, { uuid, nics: own }: Machine): Promise<unknown> | null {
  const other = world.random.pick(machines(world))
  if (!other || own.length + other.nics.length > MOST_NICS) return null
  const intent = { from: other.uuid, to: uuid, when: when(world) }
  return remember(world, world.backend.api.planCloneNics(intent))
}

function move(world: World): Promise<string> {
  const { backend, random } = world
  const names = networks(world).map(({ name }) => name)
  const [from = 'default', to = 'default'] = [random.pick(names), random.pick(names)]
  const intent = { from, to, when: when(world) }
  return answer(
    `move machines from ${from} to ${to}`,
    remember(world, backend.api.planMoveMachines(intent)),
  )
}

async function undo(world: World): Promise<string> {
  const { lastChange } = world
  world.lastChange = null
  // What it added, a guest that is not up would not let go of.
  const isReady = machines(world).every((one) => !isActive(one) || canLetGo(world, one))
  if (!lastChange || !isReady) return NOTHING_TO_DO
  return answer('take the last change back', apply(world, world.backend.api.planUndo(lastChange)))
}

async function remember(world: World, planned: ReturnType<typeof world.backend.api.planAddNic>) {
  world.lastChange = await apply(world, planned)
}

function when({ random }: World): When {
  return random.pick(WHENS) ?? 'stored'
}

function refOf({ alias, mac, slot }: MachineNic) {
  return { alias, mac, slot }
}

/** Only a guest that is up lets go of a card; waiting for the others is `a guest without a system`. */
function canLetGo({ lab }: World, { name, state }: Machine): boolean {
  const isUp = state === 'running' || state === 'idle'
  return isUp && lab.guest(name).console().includes('puente-guest: up')
}
