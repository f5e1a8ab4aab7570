/** Starting, stopping and deleting virtual networks, and reading them in full. */
import type { NetworkIntent } from '../../shared/contract.ts'
import { PuenteError } from '../../shared/errors.ts'
import type { Network, NetworkDetails } from '../../shared/model/network.ts'
import type { Plan } from '../../shared/model/plan.ts'
import { ownsBridge } from '../../shared/rules/network-kinds.ts'
import { readDefinition } from '../libvirt/xml/definition/read.ts'
import { parse } from '../libvirt/xml/dom.ts'
import { machinesPluggedInto, machinesStoredOn } from './attachments.ts'
import type { InventoryStore } from './inventory.ts'
import type { LibvirtService } from './libvirt-service.ts'
import { deletionView, doneChange, restartView } from './network-plans.ts'
import type { View } from './network-plans.ts'
import type { Plans } from './plans.ts'

export class Networks {
  readonly #inventory: InventoryStore
  readonly #libvirt: LibvirtService
  readonly #plans: Plans

  constructor(inventory: InventoryStore, libvirt: LibvirtService, plans: Plans) {
    this.#inventory = inventory
    this.#libvirt = libvirt
    this.#plans = plans
  }

  async details(uuid: string): Promise<NetworkDetails> {
    const { libvirt, connection } = this.#libvirt.reading
    const { running, stored } = await libvirt.readNetworkXml(connection, uuid)
    const defined = (xml: string | null) =>
      xml === null ? null : { xml, definition: readDefinition(parse(xml)) }
    return { running: defined(running), stored: defined(stored) }
  }

  /** Machines that were cut off when it was stopped are plugged in again. */
  async start(uuid: string): Promise<void> {
    const { libvirt, connection } = this.#libvirt.managing
    await libvirt.startNetwork(connection, uuid)
    await this.#replug(uuid)
  }

  /** libvirt stops a network under its machines without a word; they are named first. */
  async stop(uuid: string, { force }: { force: boolean }): Promise<void> {
    const { libvirt, connection } = this.#libvirt.managing
    const network = this.#require(uuid)
    const machines = machinesPluggedInto(this.#inventory, network.name)
    if (machines.length > 0 && !force) {
      const params = { network: network.name, machines: machines.join(', ') }
      throw new PuenteError('network-in-use', params)
    }
    await libvirt.stopNetwork(connection, uuid)
  }

  async setAutostart(uuid: string, autostart: boolean): Promise<void> {
    const { libvirt, connection } = this.#libvirt.managing
    await libvirt.setNetworkAutostart(connection, uuid, autostart)
    await this.#libvirt.refreshNetwork(uuid)
  }

  async planRestart({ network: uuid }: NetworkIntent): Promise<Plan> {
    const view = () => this.#viewRestart(uuid)
    const shown = await view()
    return this.#plans.add({
      view: shown,
      replan: view,
      apply: async (id) => {
        const { libvirt, connection } = this.#libvirt.managing
        try {
          await libvirt.restartNetwork(connection, uuid)
        } finally {
          // Also when what ran before had to be started again.
          await this.#replug(uuid)
        }
        return doneChange(id, shown)
      },
    })
  }

  planDelete({ network: uuid }: NetworkIntent): Plan {
    const view = () => this.#viewDelete(uuid)
    const shown = view()
    return this.#plans.add({
      view: shown,
      replan: view,
      apply: async (id) => {
        const { libvirt, connection } = this.#libvirt.managing
        await libvirt.removeNetwork(connection, uuid)
        await this.#libvirt.refreshNetwork(uuid)
        return doneChange(id, shown)
      },
    })
  }

  async #viewRestart(uuid: string): Promise<View> {
    const { libvirt, connection } = this.#libvirt.managing
    const { name, kind } = this.#require(uuid)
    const { running, stored } = await libvirt.readNetworkXml(connection, uuid)
    if (!running || !stored) throw new PuenteError('network-not-stored', { network: name })
    return restartView({
      network: name,
      machines: machinesPluggedInto(this.#inventory, name),
      replugs: ownsBridge(kind),
      before: running,
      after: stored,
    })
  }

  #viewDelete(uuid: string): View {
    void this.#libvirt.managing
    const { name, active, persistent, kind } = this.#require(uuid)
    return deletionView({
      network: name,
      active,
      persistent,
      // On a bridge or a device of the host the machines stay connected.
      plugged: ownsBridge(kind) ? machinesPluggedInto(this.#inventory, name) : [],
      stored: machinesStoredOn(this.#inventory, name),
    })
  }

  /** @throws PuenteError `machines-not-replugged` */
  async #replug(uuid: string): Promise<void> {
    const { libvirt, connection } = this.#libvirt.managing
    await this.#libvirt.refreshNetwork(uuid)
    const { name, kind, bridge, active } = this.#require(uuid)
    if (!active || !bridge || !ownsBridge(kind)) return
    const left = await libvirt.replug(connection, name, bridge)
    if (left.length === 0) return
    throw new PuenteError('machines-not-replugged', { network: name, machines: left.join(', ') })
  }

  #require(uuid: string): Network {
    const network = this.#inventory.networks.items.get(uuid)
    if (!network) throw new PuenteError('network-gone')
    return network
  }
}
