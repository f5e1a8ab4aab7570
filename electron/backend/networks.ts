/** Starting and stopping virtual networks. */
import { PuenteError } from '../../shared/errors.ts'
import { machinesPluggedInto } from './attachments.ts'
import type { InventoryStore } from './inventory.ts'
import type { LibvirtService } from './libvirt-service.ts'

export class Networks {
  readonly #inventory: InventoryStore
  readonly #libvirt: LibvirtService

  constructor(inventory: InventoryStore, libvirt: LibvirtService) {
    this.#inventory = inventory
    this.#libvirt = libvirt
  }

  async start(uuid: string): Promise<void> {
    const { libvirt, connection } = this.#libvirt.managing
    await libvirt.startNetwork(connection, uuid)
  }

  /** libvirt stops a network under its machines without a word; they are named first. */
  async stop(uuid: string, { force }: { force: boolean }): Promise<void> {
    const { libvirt, connection } = this.#libvirt.managing
    const network = this.#inventory.networks.items.get(uuid)
    if (!network) throw new PuenteError('network-gone')
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
    // libvirt tells nobody: the one who changed it reads it again.
    const network = await libvirt.readNetwork(connection, uuid)
    if (network) this.#inventory.networks.set(network)
  }
}
