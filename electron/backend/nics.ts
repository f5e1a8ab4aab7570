/** Plugging NICs in and out, as plans. */
import { randomBytes } from 'node:crypto'
import type { AddNicIntent, RemoveNicIntent, When } from '../../shared/contract.ts'
import { PuenteError } from '../../shared/errors.ts'
import { message } from '../../shared/message.ts'
import { isActive } from '../../shared/model/machine.ts'
import type { Machine } from '../../shared/model/machine.ts'
import type { Change, Plan, PlanStep } from '../../shared/model/plan.ts'
import { qemuMac } from '../../shared/rules/mac.ts'
import type { Affects } from '../libvirt/index.ts'
import type { InventoryStore } from './inventory.ts'
import type { LibvirtService } from './libvirt-service.ts'
import type { Plans } from './plans.ts'
import { addNicCommand, removeNicCommand } from './virsh-commands.ts'

type View = Omit<Plan, 'id'>

export class Nics {
  readonly #inventory: InventoryStore
  readonly #libvirt: LibvirtService
  readonly #plans: Plans

  constructor(inventory: InventoryStore, libvirt: LibvirtService, plans: Plans) {
    this.#inventory = inventory
    this.#libvirt = libvirt
    this.#plans = plans
  }

  planAdd(intent: AddNicIntent): Plan {
    const mac = intent.mac?.toLowerCase() ?? this.#freeMac()
    const view = () => this.#viewAdd(intent, mac)
    const shown = view()
    return this.#plans.add({
      view: shown,
      replan: view,
      apply: async (id) => {
        const { libvirt, connection } = this.#libvirt.managing
        const { machine, network, model, when } = intent
        await libvirt.addNic(connection, machine, { network, model, mac }, affects(when))
        return this.#done(id, intent.machine, shown)
      },
    })
  }

  planRemove(intent: RemoveNicIntent): Plan {
    const view = () => this.#viewRemove(intent)
    const shown = view()
    return this.#plans.add({
      view: shown,
      replan: view,
      apply: async (id) => {
        const { libvirt, connection } = this.#libvirt.managing
        await libvirt.removeNic(connection, intent.machine, intent, affects(intent.when))
        return this.#done(id, intent.machine, shown)
      },
    })
  }

  async #done(id: string, machine: string, { title, steps }: View): Promise<Change> {
    await this.#libvirt.refreshMachine(machine)
    return {
      id,
      title,
      phase: 'done',
      steps: steps.map((step) => ({ ...step, state: 'done' })),
      checks: [],
      deadline: null,
      error: null,
    }
  }

  #viewAdd(intent: AddNicIntent, mac: string): View {
    const machine = this.#requireMachine(intent.machine, intent.when)
    const network = this.#requireNetwork(intent.network)
    if (intent.mac && this.#isMacTaken(mac)) throw new PuenteError('mac-taken', { mac })
    const params = { machine: machine.name, network: network.name, mac }
    const runsNow = affects(intent.when).live
    const cut = runsNow && !network.active
    return {
      title: message('plan.add-nic', params),
      steps: steps(intent.when, params, { live: 'step.plug-nic', config: 'step.store-nic' }),
      warnings: cut ? [message('warning.network-inactive', params)] : [],
      interruption: null,
      carried: [],
      commands: [addNicCommand(machine.name, intent, mac)],
      keepOrRevert: false,
    }
  }

  #viewRemove(intent: RemoveNicIntent): View {
    const machine = this.#requireMachine(intent.machine, intent.when)
    const mac = intent.mac.toLowerCase()
    const nic = machine.nics.find((item) =>
      intent.alias ? item.alias === intent.alias : item.mac === mac,
    )
    if (!nic) throw new PuenteError('nic-gone', { mac })
    const params = { machine: machine.name, mac }
    const what = message('interruption.nic', params)
    return {
      title: message('plan.remove-nic', params),
      steps: steps(intent.when, params, { live: 'step.unplug-nic', config: 'step.unstore-nic' }),
      warnings: affects(intent.when).live ? [what] : [],
      interruption: null,
      carried: [],
      commands: [removeNicCommand(machine.name, intent)],
      keepOrRevert: false,
    }
  }

  /** @throws PuenteError `machine-gone`, `bad-request` when it can't be done now, or not stored */
  #requireMachine(uuid: string, when: When): Machine {
    void this.#libvirt.managing
    const machine = this.#inventory.machines.items.get(uuid)
    if (!machine) throw new PuenteError('machine-gone')
    const { live, config } = affects(when)
    const possible = (!live || isActive(machine)) && (!config || machine.persistent)
    if (!possible) throw new PuenteError('machine-state', { machine: machine.name })
    return machine
  }

  #requireNetwork(name: string) {
    const networks = [...this.#inventory.networks.items.values()]
    const network = networks.find((item) => item.name === name)
    if (!network) throw new PuenteError('network-gone', { network: name })
    return network
  }

  #freeMac(): string {
    for (;;) {
      const mac = qemuMac(randomBytes(3))
      if (!this.#isMacTaken(mac)) return mac
    }
  }

  #isMacTaken(mac: string): boolean {
    const machines = [...this.#inventory.machines.items.values()]
    return machines.some(({ nics }) => nics.some((nic) => nic.mac === mac))
  }
}

export function affects(when: When): Affects {
  return { live: when !== 'stored', config: when !== 'now' }
}

function steps(
  when: When,
  params: Record<string, string>,
  keys: { live: string; config: string },
): PlanStep[] {
  const { live, config } = affects(when)
  return [
    ...(live ? [{ id: 'live', text: message(keys.live, params) }] : []),
    ...(config ? [{ id: 'config', text: message(keys.config, params) }] : []),
  ]
}
