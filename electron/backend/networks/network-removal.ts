/** Taking networks away: one that nobody needs, or a new one that was a mistake; and back again. */
import type { NetworkIntent } from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { Message } from '../../../shared/message.ts'
import type { Network } from '../../../shared/model/network.ts'
import type { Change, Plan, PlanView } from '../../../shared/model/plan.ts'
import { ownsBridge } from '../../../shared/rules/networks/kinds.ts'
import type { RemovedNetwork } from '../../libvirt/index.ts'
import { machinesPluggedInto, machinesSavedOn, machinesStoredOn } from '../inventory/attachments.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { proposal } from '../plans/plans.ts'
import type { PlannedChange, Plans } from '../plans/plans.ts'
import type { Undos } from '../plans/undos.ts'
import { definitionPrint, runsAsStored } from '../../libvirt/xml/definition/differences.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import { asksOf } from '../../libvirt/xml/reach/added.ts'
import { deletionView, returnView } from './network-plans.ts'
import { doneChange } from '../plans/view.ts'
import type { NetworkSurroundings } from './network-surroundings.ts'
import type { Networks } from './networks.ts'
import { requireThere, requireUnchanged } from './unchanged.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'

/** A network that is no more: as the inventory had it, and as libvirt had it. */
interface Removed {
  former: Network
  definition: RemovedNetwork
  /** What overlapped with it already. */
  collisions: Message[]
}

/** A new network, and the stored definition that its creation has left. */
export interface Made {
  uuid: string
  name: string
  left: string
}

export interface RemovalParts {
  inventory: InventoryStore
  libvirt: LibvirtService
  plans: Plans
  undos: Undos
  surroundings: NetworkSurroundings
  networks: Networks
}

export class NetworkRemoval {
  readonly #parts: RemovalParts

  constructor(parts: RemovalParts) {
    this.#parts = parts
  }

  planDelete({ network }: NetworkIntent): Promise<Plan> {
    return this.#parts.plans.add(this.#planned(network, () => this.#view(network)))
  }

  /** Unless somebody has changed it, or come to use it, since. */
  planUndoCreation(made: Made): PlannedChange {
    const { uuid, left } = made
    return this.#planned(uuid, async () => {
      requireThere(this.#parts.inventory, made)
      const { stored } = await this.#parts.libvirt.managing.readNetworkXml(uuid)
      if (stored !== null) requireUnchanged(parse(stored), left)
      this.#requireUnused(uuid)
      return this.#view(uuid)
    })
  }

  #planned(uuid: string, makeView: () => PlanView | Promise<PlanView>): PlannedChange {
    return {
      look: async (look) => {
        const view = await makeView()
        // All of it is lost, and so must be what was there when it was said to be.
        const read = definitionPrint(await this.#parts.libvirt.managing.readNetworkXml(uuid))
        return look.saw(view, read, null)
      },
      apply: (id, { view }) => this.remove(id, uuid, view),
    }
  }

  /** As part of what is called otherwise, too: one that is not stored goes by being stopped. */
  async remove(id: string, uuid: string, shown: PlanView): Promise<Change> {
    const former = this.#parts.inventory.network(uuid)
    const collisions = await this.#collisionsOf(former)
    const definition = await this.#parts.libvirt.managing.removeNetwork(uuid)
    await this.#parts.libvirt.refreshNetwork(uuid)
    this.#parts.undos.remember(id, () => this.#planReturn({ former, definition, collisions }))
    return doneChange(id, shown)
  }

  #view(uuid: string): PlanView {
    void this.#parts.libvirt.managing
    const { inventory } = this.#parts
    const { name, active, persistent, kind } = this.#parts.inventory.network(uuid)
    return deletionView({
      network: name,
      uuid,
      active,
      persistent,
      // On a bridge or a device of the host the machines stay connected.
      plugged: ownsBridge(kind) ? machinesPluggedInto(inventory, name) : [],
      stored: machinesStoredOn(inventory, name),
      saved: machinesSavedOn(inventory, name),
    })
  }

  #planReturn(removed: Removed): PlannedChange {
    return proposal(
      async (look) => look.saw(await this.#viewReturn(removed), null, null),
      () => this.#return(removed.definition),
    )
  }

  async #viewReturn({ former, definition, collisions }: Removed): Promise<PlanView> {
    this.#requirePlace(former)
    const { name, bridge, kind, active } = former
    const known = collisions.map((item) => JSON.stringify(item))
    const now = await this.#collisionsOf(former)
    const view = returnView({
      network: name,
      definition,
      asStored: runsAsStored(definition),
      // On a bridge or a device of the host the machines have stayed connected.
      plugged:
        active && ownsBridge(kind)
          ? await this.#parts.libvirt.managing.nicsPluggedInto({ bridge, networks: [name] })
          : [],
      // What overlapped before is not this return's doing.
      warnings: now.filter((item) => !known.includes(JSON.stringify(item))),
    })
    const comes = [definition.stored, definition.running].find((xml) => xml !== null)
    return { ...view, asks: comes ? asksOf(parse(comes), null) : [] }
  }

  async #return(definition: RemovedNetwork): Promise<void> {
    try {
      await this.#parts.libvirt.managing.restoreNetwork(definition)
    } catch (error) {
      // It may be there, and only not have started.
      await this.#parts.libvirt.refreshNetwork(definition.uuid)
      throw error
    }
    await this.#parts.networks.plugInAgain(definition.uuid)
  }

  /** @throws PuenteError where its identity, its name or its bridge is another's by now */
  #requirePlace({ uuid, name, bridge, kind }: Network): void {
    const { items } = this.#parts.inventory.networks
    const params = { network: name }
    if (items.has(uuid)) throw new PuenteError('undo-network-there', params)
    for (const other of items.values()) {
      if (other.name === name) throw new PuenteError('undo-name-taken', params)
    }
    if (ownsBridge(kind) && bridge) this.#parts.surroundings.requireFreeBridge(bridge, name)
  }

  /** @throws PuenteError `undo-network-used` */
  #requireUnused(uuid: string): void {
    const { inventory } = this.#parts
    const { name } = this.#parts.inventory.network(uuid)
    const users = [machinesPluggedInto, machinesStoredOn, machinesSavedOn].flatMap((usersOf) =>
      usersOf(inventory, name),
    )
    if (users.length === 0) return
    const machines = fewNames([...new Set(users)])
    throw new PuenteError('undo-network-used', { network: name, machines })
  }

  #collisionsOf(network: Network): Promise<Message[]> {
    return this.#parts.surroundings.collisions(network, true, network)
  }
}
