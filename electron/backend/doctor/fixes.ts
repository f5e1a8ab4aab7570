/** Plans that end what the doctor has found: through the use cases that are there already. */
import { definitionPrint } from '../../libvirt/xml/definition/differences.ts'
import { randomBytes, randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { toNetwork } from '../../../shared/model/nic-settings.ts'
import { subnetOf } from '../../../shared/rules/ip.ts'
import { withoutRegistering } from '../../../shared/rules/guest-names/ways.ts'
import {
  conflictsOf,
  usableSubnet,
  usualDhcpRange,
} from '../../../shared/rules/networks/subnets.ts'
import type { OccupiedSubnet } from '../../../shared/rules/networks/subnets.ts'
import type { Network } from '../../../shared/model/network.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { Bridges } from '../bridges/bridges.ts'
import type { Host } from '../../host/host.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { Machines } from '../machines/machines.ts'
import type { NetworkEditing } from '../networks/network-editing.ts'
import type { NetworkSurroundings } from '../networks/network-surroundings.ts'
import type { Networks } from '../networks/networks.ts'
import type { NicSettling } from '../machines/nic-settling.ts'
import type { Conditions } from '../conditions/conditions.ts'
import type { Forwards } from '../forwards/forwards.ts'
import type { Nics } from '../machines/nics.ts'
import { movedDefinition } from '../networks/moved-subnets.ts'
import type { MovedDefinition } from '../networks/moved-subnets.ts'
import { doneChange, numbered, planView } from '../plans/view.ts'
import { Look } from '../plans/plans.ts'
import type { PlannedChange, Plans, Seen } from '../plans/plans.ts'
import type { Undos } from '../plans/undos.ts'
import { sentence } from '../history/entries.ts'
import { undoRecord } from '../plans/undo-schemas.ts'
import type { UndoRecord } from '../history/history.ts'
import { uuid as uuidSchema } from '../../../shared/schemas/fields.ts'
import { planHost } from './fixes-of-host.ts'
import { virshLine, virshName } from '../../libvirt/commands/line.ts'
import type { Fix, SimpleFix } from './fix.ts'

const machineSteps = {
  start: { step: 'step.start-machine', verb: 'start' },
  resume: { step: 'step.resume-machine', verb: 'resume' },
  'discard-saved': { step: 'step.discard-saved', verb: 'managedsave-remove' },
} as const

export interface FixParts {
  host: Host
  inventory: InventoryStore
  plans: Plans
  undos: Undos
  machines: Machines
  networks: Networks
  editing: NetworkEditing
  surroundings: NetworkSurroundings
  nics: Nics
  forwards: Forwards
  conditions: Conditions
  settling: NicSettling
  bridges: Bridges
  /** @throws PuenteError `finding-gone` */
  fixOf: (finding: string) => Fix
  /** The same, looked for again. @throws PuenteError `finding-gone` */
  fixNow: (finding: string) => Promise<Fix>
  /** Told after each, because nothing else may tell of what has changed. */
  done: () => void
}

/** What a fix of one or a few steps is, as things are. */
interface Acts {
  /** That of the first step where it has none. */
  title?: Message
  steps: Message[]
  commands: string[]
  read: unknown
  apply: () => Promise<void>
}

/** A definition as it is to be; what of it finds no place is told with it. */
type Changing = (
  definition: NetworkDefinition,
) => NetworkDefinition | MovedDefinition | Promise<MovedDefinition>

/** A plan that is part of another. */
interface Part {
  planned: PlannedChange
  seen: Seen
}

/** An edit that had its network restarted with it, as its way back has. */
const restartedBack = z.object({
  network: uuidSchema,
  edit: undoRecord,
  warnings: z.array(sentence).max(100),
})
type RestartedBack = z.infer<typeof restartedBack>

export class Fixes {
  readonly #parts: FixParts
  readonly #back: (data: RestartedBack) => UndoRecord

  constructor(parts: FixParts) {
    this.#parts = parts
    const plan = (data: RestartedBack) => this.#planBack(data)
    this.#back = parts.undos.know('edit-and-restart', { schema: restartedBack, plan })
  }

  /** @throws PuenteError of the use case */
  plan(finding: string): Promise<Plan> {
    const { nics, settling, networks, fixOf } = this.#parts
    const fix = fixOf(finding)
    switch (fix.do) {
      case 'settle-nic':
        return settling.planSettle(fix)
      case 'change-nic': {
        const { machine, nic, changes } = fix
        return nics.planChange({ machine, nic, changes, when: this.#reach(machine) })
      }
      case 'add-nic': {
        const { machine, network } = fix
        return nics.planAdd({
          machine,
          source: toNetwork(network),
          model: 'virtio',
          mac: null,
          when: this.#reach(machine),
        })
      }
      case 'new-mac':
        return settling.planNewMac(fix.machine, fix.nic)
      case 'ask-again':
        return nics.planAskAgain(fix.machine, fix.nic)
      case 'take-conditions-off': {
        const { machine, nic } = fix
        return this.#parts.conditions.planSet({ machine, nic, conditions: null, keep: false })
      }
      case 'restart-network':
        return networks.planRestart(fix)
      case 'widen-range':
        return this.#planWiden(fix.network)
      case 'move-subnet':
        return this.#planMove(fix.network)
      case 'stop-registering':
        return this.#editAndRestart(fix.network, withoutRegistering)
      case 'lead-out-by': {
        const { network, device } = fix
        return this.#editAndRestart(network, (definition) => ({
          ...definition,
          forwardDevice: device,
        }))
      }
      case 'repoint-bridge': {
        const { bridge, nic } = fix
        const change = { options: null, addresses: null, add: [nic], remove: [] }
        return this.#parts.bridges.planChange({ bridge, ...change })
      }
      case 'change-bridge':
        return this.#parts.bridges.planChange(fix.change)
      case 'forward-again':
        return this.#parts.forwards.planSwitch({ forward: fix.forward, on: true })
      case 'host':
        return planHost(this.#parts, finding, fix)
      default:
        return this.#planSimple(fix)
    }
  }

  #planSimple(fix: SimpleFix): Promise<Plan> {
    const { networks } = this.#parts
    switch (fix.do) {
      case 'start-machine':
        return this.#planMachine(fix.machine, 'start')
      case 'resume-machine':
        return this.#planMachine(fix.machine, 'resume')
      case 'discard-saved':
        return this.#planMachine(fix.machine, 'discard-saved')
      case 'start-network':
        return this.#planStart(fix.network)
      case 'autostart-network':
        return this.#planNetwork(fix.network, ({ name: network }) => ({
          steps: [message('step.autostart-network', { network })],
          commands: [virshLine(['net-autostart'], virshName({ name: network, uuid: fix.network }))],
          apply: () => networks.setAutostart(fix.network, true),
        }))
      case 'replug':
        return this.#planNetwork(fix.network, ({ name: network }) => ({
          steps: [message('step.replug-network', { network })],
          commands: [],
          apply: () => networks.replug(fix.network),
        }))
    }
  }

  #planMachine(uuid: string, action: keyof typeof machineSteps): Promise<Plan> {
    const { machines, nics } = this.#parts
    return this.#add(async () => {
      // Of what is only stored libvirt tells nobody.
      await machines.refresh(uuid)
      const { name: machine, state, saved } = this.#parts.inventory.machine(uuid)
      const { step, verb } = machineSteps[action]
      return {
        steps: [message(step, { machine })],
        commands: [virshLine([verb], virshName({ name: machine, uuid }))],
        // What would be started, and whether it still has to be.
        read: [state, saved ?? null, await nics.machineXml(uuid)],
        apply: () => machines.act(uuid, action),
      }
    })
  }

  /** And with the host from now on, or it would be the same again tomorrow. */
  #planStart(uuid: string): Promise<Plan> {
    const { networks } = this.#parts
    return this.#planNetwork(uuid, ({ name: network, autostart, persistent }) => {
      const stays = persistent && !autostart
      const called = virshName({ name: network, uuid })
      const start = message('step.start-network-now', { network })
      return {
        steps: stays ? [start, message('step.autostart-network', { network })] : [start],
        commands: [
          virshLine(['net-start'], called),
          ...(stays ? [virshLine(['net-autostart'], called)] : []),
        ],
        apply: async () => {
          await networks.start(uuid)
          if (stays) await networks.setAutostart(uuid, true)
        },
      }
    })
  }

  #planNetwork(uuid: string, make: (network: Network) => Omit<Acts, 'read'>): Promise<Plan> {
    return this.#add(async () => {
      // Of its autostart libvirt tells nobody.
      await this.#parts.networks.refresh(uuid)
      const network = this.#parts.inventory.network(uuid)
      const { active, autostart, persistent } = network
      const { running, stored } = await this.#parts.networks.details(uuid)
      const definition = definitionPrint({
        running: running?.xml ?? null,
        stored: stored?.xml ?? null,
      })
      return { ...make(network), read: [active, autostart, persistent, definition] }
    })
  }

  #planWiden(network: string): Promise<Plan> {
    return this.#parts.plans.add<Part>({
      look: async (look) => {
        const edit = await this.#edit(look, network, widened)
        return look.saw(edit.seen.view, edit.seen.print, edit)
      },
      apply: (id, { work }) => work.planned.apply(id, work.seen),
    })
  }

  #planMove(uuid: string): Promise<Plan> {
    const warnings = [message('warning.guests-lease-anew')]
    // The same each time that it is looked at.
    const random = BigInt(`0x${randomBytes(5).toString('hex')}`)
    const change = (definition: NetworkDefinition) => this.#moved(uuid, definition, random)
    return this.#editAndRestart(uuid, change, warnings)
  }

  /** What takes effect with a restart alone is one plan with it. */
  #editAndRestart(uuid: string, change: Changing, warnings: Message[] = []): Promise<Plan> {
    const edit = async (look: Look) => this.#edit(look, uuid, change)
    return this.#parts.plans.add(this.#withRestart(uuid, edit, warnings))
  }

  async #planBack({ network, edit, warnings }: RestartedBack): Promise<PlannedChange> {
    const planned = await this.#parts.undos.plannedOf(edit)
    const back = async (look: Look) => ({ planned, seen: await planned.look(look) })
    return this.#withRestart(network, back, warnings)
  }

  #withRestart(
    uuid: string,
    edit: (look: Look) => Promise<Part>,
    warnings: Message[],
  ): PlannedChange<Part> {
    const { networks, undos } = this.#parts
    return {
      look: async (look) => {
        const part = await edit(look)
        const { view, print } = part.seen
        if (!this.#parts.inventory.network(uuid).active) return look.saw(view, print, part)
        const restart = await networks.plannedRestart(uuid).look(look)
        const { steps, interruption, commands } = restart.view
        const whole = {
          ...view,
          steps: [...view.steps, ...steps],
          warnings: [...view.warnings, ...warnings],
          interruption,
          commands: [...view.commands, ...commands],
        }
        return look.saw(whole, [print, restart.print], part)
      },
      apply: async (id, { view, work }) => {
        if (!this.#parts.inventory.network(uuid).active) return work.planned.apply(id, work.seen)
        const { id: change } = await work.planned.apply(randomUUID(), work.seen)
        const restart = networks.plannedRestart(uuid)
        await restart.apply(id, await restart.look(new Look()))
        const edited = undos.take(change)
        if (edited) undos.remember(id, this.#back({ network: uuid, edit: edited, warnings }))
        return doneChange(id, view)
      },
    }
  }

  async #edit(look: Look, network: string, change: Changing): Promise<Part> {
    const { stored } = await this.#parts.networks.details(network)
    if (!stored) {
      throw new PuenteError('network-not-stored', {
        network: this.#parts.inventory.network(network).name,
      })
    }
    const changed = await change(stored.definition)
    const { definition, lost } =
      'definition' in changed ? changed : { definition: changed, lost: [] }
    // A cure that changes nothing is none.
    if (isDeepStrictEqual(definition, stored.definition)) {
      throw new PuenteError('finding-gone')
    }
    const planned = this.#parts.editing.plannedEdit({
      ...{ network, definition, despiteCollision: false },
    })
    const seen = await planned.look(look)
    if (lost.length === 0) return { planned, seen }
    const view = { ...seen.view, lost: [...(seen.view.lost ?? []), ...lost] }
    return { planned, seen: { ...seen, view } }
  }

  /** Each subnet that something takes addresses of; the others may stay. */
  async #moved(
    uuid: string,
    definition: NetworkDefinition,
    random: bigint,
  ): Promise<MovedDefinition> {
    const own = this.#parts.inventory.networks.items.get(uuid)
    const occupied = await this.#parts.surroundings.occupied(own)
    const taken: OccupiedSubnet[] = []
    const targets = definition.subnets.map(({ family, address, prefix }) => {
      const subnet = subnetOf(address, prefix)
      if (!subnet || conflictsOf(subnet, occupied).length === 0) return null
      const free = usableSubnet(family, [...occupied, ...taken], random)
      if (!free) throw new PuenteError('no-free-subnet', { network: definition.name })
      taken.push({ subnet: `${free.address}/${free.prefix}`, by: 'network', name: definition.name })
      return free
    })
    if (targets.every((target) => target === null)) throw new PuenteError('finding-gone')
    return movedDefinition(definition, targets)
  }

  #add(make: () => Promise<Acts>): Promise<Plan> {
    return this.#parts.plans.propose(
      async (look) => {
        const { title, steps, commands, read, apply } = await make()
        const view = planView({
          title: title ?? (steps[0] as Message),
          steps: numbered(steps),
          commands,
        })
        return look.saw(view, read, apply)
      },
      async ({ work }) => {
        try {
          await work()
        } finally {
          this.#parts.done()
        }
      },
    )
  }

  /** A running machine that is not stored has no definition to be changed. */
  #reach(uuid: string) {
    const machine = this.#parts.inventory.machine(uuid)
    if (machine.state === 'shut-off' || machine.state === 'crashed') return 'stored'
    return machine.persistent ? 'now-and-stored' : 'now'
  }
}

/** As large as the subnet allows, around what is reserved. */
function widened(definition: NetworkDefinition): NetworkDefinition {
  const subnets = definition.subnets.map((subnet) => {
    const range = usualDhcpRange(subnet.address, subnet.prefix)
    const [first] = subnet.dhcpRanges
    return first && range && subnet.family === 'ipv4'
      ? { ...subnet, dhcpRanges: [{ ...first, ...range }] }
      : subnet
  })
  return { ...definition, subnets }
}
