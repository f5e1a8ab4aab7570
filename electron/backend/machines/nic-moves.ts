/** What is done to the NICs of several machines at once, as one plan. */
import type {
  AttachMachinesIntent,
  CloneNicsIntent,
  MoveMachinesIntent,
} from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { Machine, MachineNic } from '../../../shared/model/machine.ts'
import { toNetwork } from '../../../shared/model/nic-settings.ts'
import type { ChosenWire, NicChanges } from '../../../shared/model/nic-settings.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import type { Place } from '../../../shared/rules/nic-places.ts'
import type { Affects, NicChange } from '../../libvirt/index.ts'
import { cloneXml, nicXml } from '../../libvirt/xml/nic/create.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import { asksOf } from '../../libvirt/xml/reach/added.ts'
import { reachOf } from './nic-facts.ts'
import type { NicFacts } from './nic-facts.ts'
import { lostSteps, nicView } from './nic-views.ts'
import { affects } from '../../libvirt/nics/affects.ts'
import type { MachineEdit, NicWork } from './nic-work.ts'
import type { NicParts } from './nic-plans.ts'
import type { UserModes } from './user-modes.ts'
import type { Plans } from '../plans/plans.ts'
import { attachCommand, editCommands, moveCommands } from '../../libvirt/commands/nics.ts'
import { virshName } from '../../libvirt/commands/line.ts'

interface Move {
  machine: Machine
  nic: MachineNic
  reach: Affects
}

type PlannedMove = Move & { edit: NicChange }

interface Made {
  view: PlanView
  edits: MachineEdit[]
  /** What it depends on beside the machines' NICs. */
  read?: unknown
}

export class NicMoves {
  readonly #libvirt: LibvirtService
  readonly #plans: Plans
  readonly #facts: NicFacts
  readonly #work: NicWork
  readonly #modes: UserModes

  constructor({ libvirt, plans, facts, work, modes }: NicParts) {
    this.#libvirt = libvirt
    this.#plans = plans
    this.#facts = facts
    this.#work = work
    this.#modes = modes
  }

  /** Running machines go over without unplugging, where both networks are of the same making. */
  planMove(intent: MoveMachinesIntent): Promise<Plan> {
    const source = wireOf(intent.to)
    const changes: NicChanges = { source }
    return this.#plan(async () => {
      const backend = source.type === 'user' ? await this.#modes.backend(null) : null
      const found = await this.#facts.place(source)
      const place = backend === null ? found : { ...found, backend }
      const moves = this.#moves(intent, changes).map((move) => ({
        ...move,
        edit: goingTo(move, changes, place),
      }))
      return {
        view: await this.#viewMove(intent, moves),
        edits: moves.map(({ machine, edit }): MachineEdit => ({ machine: machine.uuid, edit })),
        read: [place, await this.#facts.printOf(source)],
      }
    })
  }

  planAttach(intent: AttachMachinesIntent): Promise<Plan> {
    const { network, model } = intent
    const source = wireOf(network)
    const wanted = [...new Set(intent.machines)].map((uuid) => ({
      uuid,
      mac: this.#facts.freeMac(),
    }))
    return this.#plan(async () => {
      const edits = wanted.map(({ uuid, mac }): MachineEdit => ({
        machine: uuid,
        edit: {
          do: 'attach',
          xml: nicXml({ source, model, mac }),
          affects: this.#reach(this.#facts.machine(uuid), intent),
        },
      }))
      const read = await this.#facts.printOf(source)
      return { view: this.#viewAttach(intent, wanted), edits, read }
    })
  }

  /** What the other's NICs reach into of the host, this machine has not had. */
  planClone({ from, to, when }: CloneNicsIntent): Promise<Plan> {
    const macs: string[] = []
    return this.#plan(async () => {
      const definitions = await this.#libvirt.managing.readNicDefinitions(from)
      const cards = definitions.map((xml, index) => {
        const mac = (macs[index] ??= this.#facts.freeMac())
        return { mac, xml: cloneXml(xml, mac) }
      })
      const edits = cards.map(({ xml }): MachineEdit => ({
        machine: to,
        edit: { do: 'attach', xml, affects: affects(when) },
      }))
      const source = this.#facts.machine(from)
      const target = this.#facts.machineFor(to, when)
      const params = { from: source.name, machine: target.name }
      const steps = cards.map(({ mac }) => message('step.clone-nic', { ...params, mac }))
      const commands = edits.flatMap(({ edit }) => editCommands(virshName(target), edit, null))
      const warnings = this.#facts.savedWarnings(target, affects(when))
      const view = nicView(message('plan.clone-nics', params), steps, { commands, warnings })
      const asks = cards.flatMap(({ xml }) => asksOf(parse(xml), null))
      return { view: { ...view, asks }, edits, read: definitions }
    })
  }

  #plan(make: () => Made | Promise<Made>): Promise<Plan> {
    return this.#plans.add<MachineEdit[]>({
      look: async (look) => {
        void this.#libvirt.managing
        const { view, edits, read } = await make()
        if (edits.length === 0) throw new PuenteError('nothing-to-move')
        const nics = await this.#work.read(edits.map(({ machine }) => machine))
        return look.saw(view, [nics, read], edits)
      },
      apply: (id, { view, work }) => this.#work.carryOut(id, view, work),
    })
  }

  #moves({ from, when }: MoveMachinesIntent, changes: NicChanges): Move[] {
    return this.#facts.machines.flatMap((machine) => {
      const asked = reachOf(machine, when)
      if (!asked) return []
      return machine.nics.flatMap((nic): Move[] => {
        if (!isOn(nic, from)) return []
        const wire = wireOf(from)
        const waits = this.#facts.partsForNextStart(wire, changes).length > 0
        const live = asked.live && nic.plugged && !waits
        const config = asked.config && nic.stored
        return live || config ? [{ machine, nic, reach: { live, config } }] : []
      })
    })
  }

  async #viewMove({ from, to }: MoveMachinesIntent, moves: PlannedMove[]): Promise<PlanView> {
    if (typeof from === 'string') this.#facts.network(from)
    const network = typeof to === 'string' ? this.#facts.network(to) : null
    const looks = moves.map(async ({ machine, nic, reach, edit }) => {
      const { lost } = await this.#libvirt.managing.previewNic(machine.uuid, edit)
      // virt-xml would leave what can't be there.
      const commands =
        lost.length > 0 || typeof to !== 'string' || typeof from !== 'string'
          ? await this.#work.commandsFor([{ machine: machine.uuid, edit }])
          : moveCommands(virshName(machine), nic, to, reach)
      return { commands, lost: lostSteps(lost, nic.mac) }
    })
    const seen = await Promise.all(looks)
    const runs = moves.some(({ reach }) => reach.live)
    const warnings = [
      ...(runs && network && !network.active ? [inactive(network.name)] : []),
      ...moves.flatMap(({ machine, reach }) => this.#facts.savedWarnings(machine, reach)),
    ]
    return nicView(
      moveTitle(from, to),
      moves.map(({ machine, nic, reach }) => {
        const params = { machine: machine.name, mac: nic.mac }
        return typeof to === 'string'
          ? message(`step.move-${lifeOf(reach)}`, { ...params, to })
          : message('step.move-user', params)
      }),
      {
        warnings,
        lost: seen.flatMap(({ lost }) => lost),
        commands: seen.flatMap(({ commands }) => commands),
      },
    )
  }

  #viewAttach(intent: AttachMachinesIntent, wanted: { uuid: string; mac: string }[]): PlanView {
    const network = this.#facts.network(intent.network)
    const cards = wanted.map(({ uuid, mac }) => {
      const machine = this.#facts.machine(uuid)
      const reach = this.#reach(machine, intent)
      const saved = this.#facts.savedWarnings(machine, reach)
      return { machine: machine.name, called: virshName(machine), mac, reach, saved }
    })
    const runs = cards.some(({ reach }) => reach.live)
    return nicView(
      message('plan.attach-machines', { network: network.name, count: cards.length }),
      cards.map(({ machine, mac, reach }) =>
        message(`step.attach-${lifeOf(reach)}`, { machine, mac, network: network.name }),
      ),
      {
        warnings: [
          ...(runs && !network.active ? [inactive(network.name)] : []),
          ...cards.flatMap(({ saved }) => saved),
        ],
        commands: cards.map(({ called, mac, reach }) => attachCommand(called, intent, mac, reach)),
      },
    )
  }

  #reach(machine: Machine, { when }: AttachMachinesIntent): Affects {
    const reach = reachOf(machine, when)
    if (!reach) throw new PuenteError('machine-state', { machine: machine.name })
    return reach
  }
}

type Side = MoveMachinesIntent['from']

function wireOf(side: Side): ChosenWire {
  return typeof side === 'string' ? toNetwork(side) : side
}

function isOn({ source }: MachineNic, side: Side): boolean {
  if (typeof side === 'string') return source.type === 'network' && source.network === side
  return source.type === 'other' && source.description === 'user'
}

function moveTitle(from: Side, to: Side): Message {
  if (typeof from !== 'string') {
    return message('plan.move-from-user', { to: typeof to === 'string' ? to : '' })
  }
  return typeof to === 'string'
    ? message('plan.move-machines', { from, to })
    : message('plan.move-to-user', { from })
}

function goingTo({ nic, reach }: Move, changes: NicChanges, place: Place): NicChange {
  const { alias, mac, slot } = nic
  return {
    ...{ do: 'change', nic: { alias, mac, slot }, place },
    live: reach.live ? changes : null,
    stored: reach.config ? changes : null,
  }
}

function lifeOf({ live, config }: Affects): 'both' | 'now' | 'stored' {
  if (live && config) return 'both'
  return live ? 'now' : 'stored'
}

function inactive(network: string): Message {
  return message('warning.network-inactive', { network })
}
