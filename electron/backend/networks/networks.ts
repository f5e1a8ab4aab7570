/** Starting and stopping virtual networks, and reading them in full. */
import type { NetworkIntent } from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { NetworkDetails } from '../../../shared/model/network.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import { ownsBridge } from '../../../shared/rules/networks/kinds.ts'
import { readDefinition } from '../../libvirt/xml/definition/read.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { restartView } from './network-plans.ts'
import { proposal } from '../plans/plans.ts'
import type { PlannedChange, Plans } from '../plans/plans.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'

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
    const { running, stored } = await this.#libvirt.reading.readNetworkXml(uuid)
    const defined = (xml: string | null) =>
      xml === null ? null : { xml, definition: readDefinition(parse(xml)) }
    return { running: defined(running), stored: defined(stored) }
  }

  /** Reads it again: of what is only stored libvirt tells nobody. */
  refresh(uuid: string): Promise<void> {
    return this.#libvirt.refreshNetwork(uuid)
  }

  /** Machines that were cut off when it was stopped are plugged in again. */
  async start(uuid: string): Promise<void> {
    await this.#libvirt.managing.startNetwork(uuid)
    await this.#replug(uuid)
  }

  async stop(uuid: string): Promise<void> {
    await this.#libvirt.managing.stopNetwork(uuid)
    await this.#libvirt.refreshNetwork(uuid)
  }

  /** Machines that were cut off with the network's own bridge. @throws PuenteError `machines-not-replugged` */
  plugInAgain(uuid: string): Promise<void> {
    return this.#replug(uuid)
  }

  /** Machines whose taps have lost the network's bridge. @throws PuenteError `machines-not-replugged` */
  replug(uuid: string): Promise<void> {
    return this.#replug(uuid, true)
  }

  async setAutostart(uuid: string, autostart: boolean): Promise<void> {
    await this.#libvirt.managing.setNetworkAutostart(uuid, autostart)
    await this.#libvirt.refreshNetwork(uuid)
  }

  planRestart({ network: uuid }: NetworkIntent): Promise<Plan> {
    return this.#plans.add(this.plannedRestart(uuid))
  }

  plannedRestart(uuid: string): PlannedChange {
    return proposal(
      async (look) => look.saw(await this.#viewRestart(uuid), null, null),
      async () => {
        try {
          await this.#libvirt.managing.restartNetwork(uuid)
        } finally {
          // Also when what ran before had to be started again.
          await this.#replug(uuid)
        }
      },
    )
  }

  async #viewRestart(uuid: string): Promise<PlanView> {
    const libvirt = this.#libvirt.managing
    const { name, kind, bridge } = this.#inventory.network(uuid)
    const { running, stored } = await libvirt.readNetworkXml(uuid)
    if (!running || !stored) throw new PuenteError('network-not-stored', { network: name })
    return restartView({
      network: name,
      uuid,
      // On a bridge or a device of the host the machines stay connected.
      plugged: ownsBridge(kind) ? await libvirt.nicsPluggedInto({ bridge, networks: [name] }) : [],
      before: running,
      after: stored,
    })
  }

  /** @throws PuenteError `machines-not-replugged` */
  async #replug(uuid: string, alsoHostBridge = false): Promise<void> {
    await this.#libvirt.refreshNetwork(uuid)
    const { name, kind, bridge, active } = this.#inventory.network(uuid)
    if (!active || !bridge || !(ownsBridge(kind) || alsoHostBridge)) return
    const left = await this.#libvirt.managing.replug({ bridge, networks: [name] })
    if (left.length === 0) return
    throw new PuenteError('machines-not-replugged', { network: name, machines: fewNames(left) })
  }
}
