/** Starting, stopping and autostarting a network at one press, and back at another. */
import { definitionPrint } from '../../libvirt/xml/definition/differences.ts'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { Network } from '../../../shared/model/network.ts'
import type { Change, PlanView } from '../../../shared/model/plan.ts'
import { isSession } from '../../../shared/rules/connection-uri.ts'
import { isOnHostBridge, ownsBridge } from '../../../shared/rules/networks/kinds.ts'
import { machinesPluggedInto } from '../inventory/attachments.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { proposal } from '../plans/plans.ts'
import type { PlannedChange } from '../plans/plans.ts'
import type { Undos } from '../plans/undos.ts'
import type { History, UndoRecord } from '../history/history.ts'
import { switchView } from './network-plans.ts'
import { doneChange } from '../plans/view.ts'
import type { Switch } from '../../libvirt/commands/networks.ts'
import type { NetworkRemoval } from './network-removal.ts'
import type { Networks } from './networks.ts'
import { requireThere } from './unchanged.ts'
import { networkRef } from './undo-schemas.ts'
import type { NetworkRef } from './undo-schemas.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'

const opposite: Record<Switch, Switch> = {
  start: 'stop',
  stop: 'start',
  autostart: 'no-autostart',
  'no-autostart': 'autostart',
}

const switchedBack = z.object({
  network: networkRef,
  to: z.enum(['start', 'stop', 'autostart', 'no-autostart']),
})

export interface SwitchingParts {
  inventory: InventoryStore
  libvirt: LibvirtService
  undos: Undos
  networks: Networks
  removal: NetworkRemoval
  history: Pick<History, 'during'>
}

export class NetworkSwitching {
  readonly #parts: SwitchingParts
  readonly #switchedBack: (data: z.infer<typeof switchedBack>) => UndoRecord

  constructor(parts: SwitchingParts) {
    this.#parts = parts
    this.#switchedBack = parts.undos.know('switch-network', {
      schema: switchedBack,
      plan: ({ network, to }) => this.plannedSwitch(network, to),
    })
  }

  /** @throws PuenteError `session-no-networks`, before it is tried */
  async start(uuid: string): Promise<Change> {
    const { name: network, kind } = this.#require(uuid)
    if (isSession(this.#parts.libvirt.uri) && !isOnHostBridge(kind)) {
      throw new PuenteError('session-no-networks', { network })
    }
    return this.#switch(uuid, 'start')
  }

  /** libvirt stops a network under its machines without a word; they are named first. */
  async stop(uuid: string, { force }: { force: boolean }): Promise<Change> {
    const network = this.#require(uuid)
    if (!force) this.#requireUnplugged(network)
    if (network.persistent) return this.#switch(uuid, 'stop')
    // Stopped, it is gone: nobody has stored it.
    const { removal, history } = this.#parts
    const [id, view] = [randomUUID(), switchView(network, 'stop')]
    return history.during(id, view, () => removal.remove(id, uuid, view))
  }

  setAutostart(uuid: string, autostart: boolean): Promise<Change> {
    return this.#switch(uuid, autostart ? 'autostart' : 'no-autostart')
  }

  async #switch(uuid: string, to: Switch): Promise<Change> {
    const network = this.#require(uuid)
    const [id, view] = [randomUUID(), switchView(network, to)]
    return this.#parts.history.during(id, view, async () => {
      await this.#act(uuid, to)
      const { name } = network
      const back = this.#switchedBack({ network: { uuid, name }, to: opposite[to] })
      this.#parts.undos.remember(id, back)
      return doneChange(id, view)
    })
  }

  async #act(uuid: string, to: Switch): Promise<void> {
    const { networks } = this.#parts
    if (to === 'start') await networks.start(uuid)
    else if (to === 'stop') await networks.stop(uuid)
    else await networks.setAutostart(uuid, to === 'autostart')
  }

  plannedSwitch(former: NetworkRef, to: Switch): PlannedChange {
    const { uuid, name } = former
    return proposal(
      async (look) => {
        const view = await this.#viewUndo(former, to)
        const read = definitionPrint(await this.#parts.libvirt.managing.readNetworkXml(uuid))
        return look.saw(view, read, null)
      },
      async (_, id) => {
        await this.#act(uuid, to)
        const back = this.#switchedBack({ network: { uuid, name }, to: opposite[to] })
        this.#parts.undos.remember(id, back)
      },
    )
  }

  async #viewUndo(former: NetworkRef, to: Switch): Promise<PlanView> {
    requireThere(this.#parts.inventory, former)
    // Of its autostart libvirt tells nobody.
    await this.#parts.libvirt.refreshNetwork(former.uuid)
    const network = requireThere(this.#parts.inventory, former)
    const { name, bridge, kind } = network
    if (isSwitched(network, to)) throw new PuenteError('undo-already', { network: name })
    const replugs = to === 'start' && ownsBridge(kind)
    const plugged = replugs
      ? await this.#parts.libvirt.managing.nicsPluggedInto({ bridge, networks: [name] })
      : []
    const warnings = to === 'stop' ? this.#cut(network) : []
    return switchView(network, to, { warnings, plugged })
  }

  #cut({ name, kind }: Network): Message[] {
    const machines = machinesPluggedInto(this.#parts.inventory, name)
    // On a bridge or a device of the host the machines stay connected.
    if (machines.length === 0 || !ownsBridge(kind)) return []
    return [message('warning.network-cut', { network: name, machines: fewNames(machines) })]
  }

  /** @throws PuenteError `network-in-use` */
  #requireUnplugged({ name }: Network): void {
    const machines = machinesPluggedInto(this.#parts.inventory, name)
    if (machines.length === 0) return
    throw new PuenteError('network-in-use', { network: name, machines: fewNames(machines) })
  }

  #require(uuid: string): Network {
    void this.#parts.libvirt.managing
    return this.#parts.inventory.network(uuid)
  }
}

function isSwitched({ active, autostart }: Network, to: Switch): boolean {
  if (to === 'start' || to === 'stop') return active === (to === 'start')
  return autostart === (to === 'autostart')
}
