/** libvirt's part of a bridge's life, once the host's is kept: its network, its machines. */
import { PuenteError } from '../../../shared/errors.ts'
import { isOfTrunk } from '../../networkmanager/index.ts'
import type { BridgeEntry, JournalEntry } from '../../networkmanager/index.ts'
import { networksMadeFor, networksOn } from '../inventory/attachments.ts'
import type { BridgeAlong } from './bridge-along.ts'
import type { BridgeMoves } from './bridge-moves.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'

/** A libvirt network, or none, on a bridge of the host. */
interface NetworkOfBridge {
  network: string | null
  bridge: string
}

export class BridgeLibvirt {
  readonly #inventory: InventoryStore
  readonly #libvirt: LibvirtService
  readonly #moves: BridgeMoves
  readonly #along: BridgeAlong

  constructor(
    inventory: InventoryStore,
    libvirt: LibvirtService,
    ways: { moves: BridgeMoves; along: BridgeAlong },
  ) {
    this.#inventory = inventory
    this.#libvirt = libvirt
    this.#moves = ways.moves
    this.#along = ways.along
  }

  /** Does only what is missing: an app that was killed before it leaves it to the next. */
  async carryOut(entry: JournalEntry): Promise<void> {
    if (isOfTrunk(entry)) {
      const isNew = entry.kind === 'create-trunk'
      for (const vlan of entry.vlans) {
        await (isNew ? this.#makeNetwork(vlan) : this.#removeNetworks(vlan))
      }
      return
    }
    if (entry.kind === 'create-bridge') await this.#makeNetwork(entry)
    else if (entry.kind === 'remove-bridge') await this.#leave(entry)
    if (entry.along) await this.#along.carryOut(entry.along)
  }

  /** A bridge that was away for a moment is another one to the machines' taps. */
  async replug(bridge: string): Promise<void> {
    const networks = networksOn(this.#inventory, bridge).map(({ name }) => name)
    const left = await this.#libvirt.managing.replug({ bridge, networks })
    if (left.length === 0) return
    const params = { network: networks.join(', ') || bridge, machines: fewNames(left) }
    throw new PuenteError('machines-not-replugged', params)
  }

  async #makeNetwork({ network, bridge }: NetworkOfBridge): Promise<void> {
    if (network === null || this.#hasNetwork(network, bridge)) return
    const uuid = await this.#libvirt.managing.createHostBridgeNetwork(network, bridge)
    // Told with the answer: a plan that is made now would else see the network before it started.
    await this.#libvirt.refreshNetwork(uuid)
  }

  async #leave({ bridge, moveTo }: BridgeEntry): Promise<void> {
    if (moveTo !== null) await this.#moves.carryOut(bridge, moveTo)
    await this.#removeNetworks({ bridge })
  }

  async #removeNetworks({ bridge }: Pick<NetworkOfBridge, 'bridge'>): Promise<void> {
    for (const { uuid } of networksMadeFor(this.#inventory, bridge)) {
      await this.#libvirt.managing.removeNetwork(uuid)
    }
  }

  #hasNetwork(name: string, bridge: string): boolean {
    const networks = [...this.#inventory.networks.items.values()]
    return networks.some((network) => network.name === name && network.bridge === bridge)
  }
}

export function hasLibvirtPart(entry: JournalEntry): boolean {
  if (isOfTrunk(entry)) return entry.vlans.some(({ network }) => network !== null)
  const { kind, network, moveTo, along } = entry
  if (along !== null) return true
  return kind !== 'change-bridge' && (network !== null || moveTo !== null)
}
