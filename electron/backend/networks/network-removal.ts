/** Taking networks away: one that nobody needs, or a new one that was a mistake; and back again. */
import { z } from 'zod'
import { PuenteError } from '../../../shared/errors.ts'
import type { Message } from '../../../shared/message.ts'
import { networkKinds } from '../../../shared/model/network-kind.ts'
import type { Change, PlanView } from '../../../shared/model/plan.ts'
import { ownsBridge } from '../../../shared/rules/networks/kinds.ts'
import { interfaceName } from '../../../shared/schemas/fields.ts'
import {
  machinesPluggedInto,
  machinesSavedOn,
  machinesStoredOn,
  without,
} from '../inventory/attachments.ts'
import type { Machines } from '../inventory/attachments.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { proposal } from '../plans/plans.ts'
import type { PlannedChange } from '../plans/plans.ts'
import type { Undos } from '../plans/undos.ts'
import { definitionPrint, runsAsStored } from '../../libvirt/xml/definition/differences.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import { asksOf } from '../../libvirt/xml/reach/added.ts'
import { deletionView, returnView } from './network-plans.ts'
import { doneChange } from '../plans/view.ts'
import type { NetworkSurroundings } from './network-surroundings.ts'
import type { Networks } from './networks.ts'
import { requireOwnXml, requireThere, requireUnchanged } from './unchanged.ts'
import { networkRef, networkXml } from './undo-schemas.ts'
import type { UndoRecord } from '../history/history.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'

/** A network that is no more: as the inventory had it, and as libvirt had it. */
const removedNetwork = z.object({
  former: z.object({
    ...networkRef.shape,
    ...{ active: z.boolean(), kind: z.enum(networkKinds), bridge: interfaceName.nullable() },
    subnets: z.array(z.object({ address: z.string(), prefix: z.number() })),
  }),
  definition: z.object({
    ...networkRef.shape,
    ...{ running: networkXml.nullable(), stored: networkXml.nullable(), autostart: z.boolean() },
  }),
  /** What overlapped with it already. */
  collisions: z.array(z.string()),
})
export type RemovedNetwork = z.infer<typeof removedNetwork>

/** A new network, and the stored definition that its creation has left. */
const madeNetwork = z.object({
  ...{ ...networkRef.shape, left: networkXml },
  /** NICs that came with it, and go before it does. */
  leaving: z.array(z.object({ machine: z.string(), mac: z.string() })).optional(),
})
export type Made = z.infer<typeof madeNetwork>

export interface RemovalParts {
  inventory: InventoryStore
  libvirt: LibvirtService
  undos: Undos
  surroundings: NetworkSurroundings
  networks: Networks
}

export class NetworkRemoval {
  readonly #parts: RemovalParts
  readonly #removed: (data: RemovedNetwork) => UndoRecord
  /** What takes a new one away again. */
  readonly created: (made: Made) => UndoRecord

  constructor(parts: RemovalParts) {
    this.#parts = parts
    const { undos } = parts
    this.#removed = undos.know('remove-network', {
      schema: removedNetwork,
      plan: (removed) => this.plannedReturn(removed),
    })
    this.created = undos.know('create-network', {
      schema: madeNetwork,
      plan: (made) => this.#planUndoCreation(made),
    })
  }

  plannedDeletion(network: string): PlannedChange {
    return this.#planned(network, () => this.#view(network))
  }

  /** Unless somebody has changed it, or come to use it, since. */
  #planUndoCreation(made: Made): PlannedChange {
    const { uuid, left, leaving = [] } = made
    return this.#planned(uuid, async () => {
      requireThere(this.#parts.inventory, made)
      const { stored } = await this.#parts.libvirt.managing.readNetworkXml(uuid)
      if (stored !== null) requireUnchanged(parse(stored), left)
      const others = without(this.#parts.inventory, leaving)
      this.#requireUnused(uuid, others)
      return this.#view(uuid, others)
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
    const { name, active, kind, bridge, ...network } = this.#parts.inventory.network(uuid)
    const subnets = network.subnets.map(({ address, prefix }) => ({ address, prefix }))
    const former = { uuid, name, active, kind, bridge, subnets }
    const collisions = (await this.#collisionsOf(former)).map((item) => JSON.stringify(item))
    const definition = await this.#parts.libvirt.managing.removeNetwork(uuid)
    await this.#parts.libvirt.refreshNetwork(uuid)
    this.#parts.undos.remember(id, this.#removed({ former, definition, collisions }))
    return doneChange(id, shown)
  }

  #view(uuid: string, inventory: Machines = this.#parts.inventory): PlanView {
    void this.#parts.libvirt.managing
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

  plannedReturn(removed: RemovedNetwork): PlannedChange {
    return proposal(
      async (look) => look.saw(await this.#viewReturn(removed), null, null),
      async (_, id) => {
        const { uuid, name } = removed.definition
        await this.#return(removed.definition)
        const { stored } = await this.#parts.libvirt.managing.readNetworkXml(uuid)
        if (stored === null) return
        this.#parts.undos.remember(id, this.created({ uuid, name, left: stored }))
      },
    )
  }

  async #viewReturn({ former, definition, collisions }: RemovedNetwork): Promise<PlanView> {
    this.#requirePlace(former)
    const { name, bridge, kind, active } = former
    const comes = [definition.stored, definition.running].flatMap((xml) =>
      xml === null ? [] : requireOwnXml(xml, former.uuid),
    )
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
      warnings: now.filter((item) => !collisions.includes(JSON.stringify(item))),
    })
    return { ...view, asks: comes.slice(0, 1).flatMap((root) => asksOf(root, null)) }
  }

  async #return(definition: RemovedNetwork['definition']): Promise<void> {
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
  #requirePlace({ uuid, name, bridge, kind }: RemovedNetwork['former']): void {
    const { items } = this.#parts.inventory.networks
    const params = { network: name }
    if (items.has(uuid)) throw new PuenteError('undo-network-there', params)
    for (const other of items.values()) {
      if (other.name === name) throw new PuenteError('undo-name-taken', params)
    }
    if (ownsBridge(kind) && bridge) this.#parts.surroundings.requireFreeBridge(bridge, name)
  }

  /** @throws PuenteError `undo-network-used` */
  #requireUnused(uuid: string, inventory: Machines): void {
    const { name } = this.#parts.inventory.network(uuid)
    const users = [machinesPluggedInto, machinesStoredOn, machinesSavedOn].flatMap((usersOf) =>
      usersOf(inventory, name),
    )
    if (users.length === 0) return
    const machines = fewNames([...new Set(users)])
    throw new PuenteError('undo-network-used', { network: name, machines })
  }

  #collisionsOf(network: RemovedNetwork['former']): Promise<Message[]> {
    return this.#parts.surroundings.collisions(network, true, network)
  }
}
