/** Plans that end what the doctor has found: through the use cases that are there already. */
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { freeSubnet, usualDhcpRange } from '../../../shared/rules/subnets.ts'
import { quote } from '../../../shared/rules/shell.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { Bridges } from '../bridges/bridges.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { Machines } from '../machines/machines.ts'
import type { NetworkEditing } from '../networks/network-editing.ts'
import type { NetworkSurroundings } from '../networks/network-surroundings.ts'
import type { Networks } from '../networks/networks.ts'
import type { Nics } from '../machines/nics.ts'
import { doneChange } from '../networks/network-plans.ts'
import type { View } from '../networks/network-plans.ts'
import type { PlannedChange, Plans } from '../plans.ts'
import type { Undos } from '../undos.ts'
import { planHost } from './fixes-of-host.ts'
import type { Fix, SimpleFix } from './fix.ts'

export interface FixParts {
  inventory: InventoryStore
  plans: Plans
  undos: Undos
  machines: Machines
  networks: Networks
  editing: NetworkEditing
  surroundings: NetworkSurroundings
  nics: Nics
  bridges: Bridges
  /** Told after each, because nothing else may tell of what has changed. */
  done: () => void
}

export class Fixes {
  readonly #parts: FixParts

  constructor(parts: FixParts) {
    this.#parts = parts
  }

  /** @throws PuenteError of the use case */
  plan(fix: Fix): Promise<Plan> | Plan {
    const { nics, networks } = this.#parts
    switch (fix.do) {
      case 'settle-nic':
        return nics.planSettle(fix)
      case 'change-nic': {
        const { machine, nic, changes } = fix
        return nics.planChange({ machine, nic, changes, when: this.#reach(machine) })
      }
      case 'add-nic': {
        const { machine, network } = fix
        return nics.planAdd({
          machine,
          source: { type: 'network', network, portGroup: null },
          model: 'virtio',
          mac: null,
          when: this.#reach(machine),
        })
      }
      case 'new-mac':
        return nics.planNewMac(fix.machine, fix.nic)
      case 'ask-again':
        return nics.planAskAgain(fix.machine, fix.nic)
      case 'restart-network':
        return networks.planRestart(fix)
      case 'widen-range':
        return this.#edit(fix.network, widened)
      case 'move-subnet':
        return this.#planMove(fix.network)
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
      case 'host':
        return planHost(this.#parts, fix)
      default:
        return this.#planSimple(fix)
    }
  }

  #planSimple(fix: SimpleFix): Plan {
    const { machines, networks } = this.#parts
    switch (fix.do) {
      case 'start-machine': {
        const machine = this.#machine(fix.machine)
        return this.#one(
          message('step.start-machine', { machine }),
          [`virsh start ${quote(machine)}`],
          () => machines.act(fix.machine, 'start'),
        )
      }
      case 'resume-machine': {
        const machine = this.#machine(fix.machine)
        return this.#one(
          message('step.resume-machine', { machine }),
          [`virsh resume ${quote(machine)}`],
          () => machines.act(fix.machine, 'resume'),
        )
      }
      case 'start-network':
        return this.#planStart(fix.network)
      case 'autostart-network': {
        const network = this.#network(fix.network)
        return this.#one(
          message('step.autostart-network', { network }),
          [`virsh net-autostart ${quote(network)}`],
          () => networks.setAutostart(fix.network, true),
        )
      }
      case 'replug': {
        const network = this.#network(fix.network)
        return this.#one(message('step.replug-network', { network }), [], () =>
          networks.replug(fix.network),
        )
      }
    }
  }

  /** And with the host from now on, or it would be the same again tomorrow. */
  #planStart(uuid: string): Plan {
    const { networks, inventory } = this.#parts
    const network = this.#network(uuid)
    const { autostart, persistent } = inventory.networks.items.get(uuid) ?? {}
    const stays = persistent === true && !autostart
    const start = message('step.start-network-now', { network })
    const steps = stays ? [start, message('step.autostart-network', { network })] : [start]
    const commands = [
      `virsh net-start ${quote(network)}`,
      ...(stays ? [`virsh net-autostart ${quote(network)}`] : []),
    ]
    return this.#several(start, steps, commands, async () => {
      await networks.start(uuid)
      if (stays) await networks.setAutostart(uuid, true)
    })
  }

  async #edit(
    network: string,
    change: (definition: NetworkDefinition) => NetworkDefinition,
  ): Promise<Plan> {
    const { stored } = await this.#parts.networks.details(network)
    if (!stored) throw new PuenteError('network-not-stored', { network: this.#network(network) })
    const definition = change(stored.definition)
    return this.#parts.editing.planEdit({ network, definition, despiteCollision: false })
  }

  #planMove(uuid: string): Promise<Plan> {
    const warnings = [message('warning.guests-lease-anew')]
    return this.#editAndRestart(uuid, (definition) => this.#moved(uuid, definition), warnings)
  }

  /** What takes effect with a restart alone is one plan with it. */
  async #editAndRestart(
    uuid: string,
    change: (definition: NetworkDefinition) => NetworkDefinition,
    warnings: Message[] = [],
  ): Promise<Plan> {
    const edit = await this.#edit(uuid, change)
    if (!this.#parts.inventory.networks.items.get(uuid)?.active) return edit
    return this.#parts.plans.add(await this.#withRestart(uuid, edit, warnings))
  }

  async #withRestart(
    uuid: string,
    { id: edit, ...view }: Plan,
    warnings: Message[],
  ): Promise<PlannedChange> {
    const { plans, networks, undos } = this.#parts
    const { steps, interruption, commands } = await networks.viewRestart(uuid)
    const whole = {
      ...view,
      steps: [...view.steps, ...steps],
      warnings,
      interruption,
      commands: [...view.commands, ...commands],
    }
    return {
      view: whole,
      replan: () => whole,
      apply: async (id) => {
        const { id: change } = await plans.apply(edit)
        await plans.apply((await networks.planRestart({ network: uuid })).id)
        undos.remember(id, async () => this.#withRestart(uuid, await undos.plan(change), warnings))
        return doneChange(id, whole)
      },
    }
  }

  #moved(uuid: string, definition: NetworkDefinition): NetworkDefinition {
    const own = this.#parts.inventory.networks.items.get(uuid)
    const occupied = this.#parts.surroundings.occupied(own)
    const subnets = definition.subnets.map((subnet) => {
      const free = subnet.family === 'ipv4' ? freeSubnet('ipv4', occupied) : null
      if (!free) return subnet
      const range = subnet.dhcpRanges.length > 0 ? usualDhcpRange(free.address, free.prefix) : null
      const ranges = range
        ? [{ ...subnet.dhcpRanges[0], ...range } as (typeof subnet.dhcpRanges)[number]]
        : []
      return { ...subnet, ...free, dhcpRanges: ranges, reservations: [] }
    })
    return { ...definition, subnets }
  }

  #one(step: Message, commands: string[], apply: () => Promise<void>): Plan {
    return this.#several(step, [step], commands, apply)
  }

  #several(title: Message, steps: Message[], commands: string[], apply: () => Promise<void>): Plan {
    const view: View = {
      title,
      steps: steps.map((text, index) => ({ id: String(index), text })),
      warnings: [],
      interruption: null,
      carried: [],
      commands,
      keepOrRevert: false,
    }
    return this.#parts.plans.add({
      view,
      replan: () => view,
      apply: async (id) => {
        try {
          await apply()
        } finally {
          this.#parts.done()
        }
        return doneChange(id, view)
      },
    })
  }

  /** A running machine that is not stored has no definition to be changed. */
  #reach(uuid: string) {
    const machine = this.#parts.inventory.machines.items.get(uuid)
    if (!machine) throw new PuenteError('machine-gone')
    if (machine.state === 'shut-off' || machine.state === 'crashed') return 'stored'
    return machine.persistent ? 'now-and-stored' : 'now'
  }

  #machine(uuid: string): string {
    const machine = this.#parts.inventory.machines.items.get(uuid)
    if (!machine) throw new PuenteError('machine-gone')
    return machine.name
  }

  #network(uuid: string): string {
    const network = this.#parts.inventory.networks.items.get(uuid)
    if (!network) throw new PuenteError('network-gone')
    return network.name
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
