/** Making, changing and removing host bridges: what is asked for, as plans. */
import type {
  ChangeBridgeIntent,
  CreateBridgeIntent,
  RemoveBridgeIntent,
  UseBridgeIntent,
} from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import type { BridgeAddresses, PortVlans } from '../../../shared/model/bridge-settings.ts'
import type { HistoryUndo } from '../../../shared/model/history.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import {
  applyChangeBridge,
  applyCreateBridge,
  applyRemoveBridge,
  planChangeBridge,
  planCreateBridge,
  planRemoveBridge,
  readForChange,
  readForCreation,
  readForRemoval,
} from '../../networkmanager/index.ts'
import type {
  ChangeBridgePlan,
  CreateBridgePlan,
  RemoveBridgePlan,
} from '../../networkmanager/index.ts'
import { networksMadeFor } from '../inventory/attachments.ts'
import { liveClient, portPrint, readyClient, requireFreeNetworkName, uuidsByName } from './asked.ts'
import { networksLost, withAttachments } from './attached.ts'
import type { BridgeAlong } from './bridge-along.ts'
import type { BridgeMoves } from './bridge-moves.ts'
import type { BridgeWork } from './bridge-work.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import { machineVlanWarnings, surrounding } from './machine-vlans.ts'
import { planView } from '../plans/view.ts'
import type { NetworkManagerService } from '../inventory/networkmanager-service.ts'
import type { Plans } from '../plans/plans.ts'
import type { Way } from './tied-to-nic.ts'
import { createNetworkCommands } from '../../libvirt/commands/networks.ts'

export interface BridgeParts {
  inventory: InventoryStore
  libvirt: LibvirtService
  networkManager: NetworkManagerService
  plans: Plans
  moves: BridgeMoves
  along: BridgeAlong
  work: BridgeWork
}

export class Bridges {
  readonly #parts: BridgeParts

  constructor(parts: BridgeParts) {
    this.#parts = parts
  }

  async planCreate(intent: CreateBridgeIntent): Promise<Plan> {
    const nm = await readyClient(this.#parts.networkManager)
    const uuids = uuidsByName()
    const { name: bridge, network } = intent
    const asked = {
      bridge,
      nic: intent.nic,
      ports: intent.ports ?? [],
      options: intent.options ?? defaultBridgeOptions,
      portVlans: intent.portVlans,
      addresses: intent.addresses ?? null,
    }
    const nics = [...(asked.nic === null ? [] : [asked.nic]), ...asked.ports]
    const way: Way = { from: nics, to: bridge, isToBridge: true }
    const isTaken = intent.takeAlong ?? false
    const undo: HistoryUndo = { do: 'remove-bridge', bridge }
    const planned = this.#parts.work.planned<CreateBridgePlan>(
      async (look) => {
        if (network !== null) requireFreeNetworkName(this.#parts, network)
        const { state } = liveClient(this.#parts.networkManager, nm)
        const plan = planCreateBridge(state, asked, uuids)
        const made = withNetwork(plan.view, network, bridge)
        const tied = await this.#parts.along.with(made, way, isTaken)
        const ports = plan.ports.map(portPrint)
        const profiles = readForCreation(state, plan)
        const read = { profile: plan.bridgeProfile, ports, profiles, tied: tied.read }
        return look.saw(tied.view, read, plan)
      },
      ({ view, work }) => ({
        ...{ network, moveTo: null, undo, along: view.along === 'taken' ? way : null },
        apply: (client, control) => applyCreateBridge(client, work, control),
      }),
    )
    return this.#parts.plans.add(planned)
  }

  async planRemove(intent: RemoveBridgeIntent): Promise<Plan> {
    const { bridge, moveTo = null, takeAlong = false } = intent
    const nm = await readyClient(this.#parts.networkManager)
    const wayOf = ({ back }: RemoveBridgePlan): Way | null =>
      back.nic === null ? null : { from: [bridge], to: back.nic, isToBridge: false }
    const planned = this.#parts.work.planned<RemoveBridgePlan>(
      async (look) => {
        const { state } = liveClient(this.#parts.networkManager, nm)
        const plan = planRemoveBridge(state, bridge)
        const { nic, ports, own, back } = plan
        const going =
          moveTo === null ? null : { to: moveTo, ...this.#parts.moves.steps(bridge, moveTo) }
        const attached = withAttachments(this.#parts.inventory, plan.view, bridge, going)
        const way = wayOf(plan)
        const tied = way ? await this.#parts.along.with(attached, way, takeAlong) : null
        const read = {
          ...{ nic, ports, own, back, profiles: readForRemoval(state, plan), tied: tied?.read },
          networks: await networksLost(this.#parts, bridge),
          moves: moveTo === null ? null : await this.#parts.moves.read(bridge, moveTo),
        }
        return look.saw(tied?.view ?? attached, read, plan)
      },
      ({ view, work }) => {
        const network = networksMadeFor(this.#parts.inventory, bridge)[0]?.name ?? null
        return {
          ...{ network, moveTo, undo: this.#asItIs(bridge, network, work.own?.given) },
          along: view.along === 'taken' ? wayOf(work) : null,
          apply: (client, control) => applyRemoveBridge(client, work, control),
        }
      },
    )
    return this.#parts.plans.add(planned)
  }

  async planChange(intent: ChangeBridgeIntent): Promise<Plan> {
    const nm = await readyClient(this.#parts.networkManager)
    const uuids = uuidsByName()
    const way: Way = { from: intent.add, to: intent.bridge, isToBridge: true }
    const planned = this.#parts.work.planned<ChangeBridgePlan>(
      async (look) => {
        const { state } = liveClient(this.#parts.networkManager, nm)
        const plan = planChangeBridge(state, intent, uuids)
        // Undoing it brings these back.
        const former = this.#formerly(intent)
        const tied = await this.#parts.along.with(plan.view, way, intent.takeAlong ?? false)
        const { profile, removed, dead, revised } = plan
        const ends = { added: plan.added.map(portPrint), removed, dead, revised }
        const profiles = readForChange(state, plan)
        const machines = machineVlanWarnings(intent, surrounding(this.#parts.inventory))
        const view = { ...tied.view, warnings: [...machines, ...tied.view.warnings] }
        return look.saw(view, { former, profile, ends, profiles, tied: tied.read }, plan)
      },
      ({ view, work }) => ({
        ...{ network: null, moveTo: null, undo: this.#formerly(intent) },
        along: view.along === 'taken' ? way : null,
        apply: (client, control) => applyChangeBridge(client, work, control),
      }),
    )
    return this.#parts.plans.add(planned)
  }

  /** Nothing of the bridge itself is touched, so it may be anybody's. */
  planUse({ bridge, network }: UseBridgeIntent): Promise<Plan> {
    return this.#parts.plans.propose(
      (look) => {
        const view = this.#viewUse(bridge, network)
        const found = this.#parts.inventory.interfaces.items.get(bridge)
        return look.saw(view, [found?.bridge, found?.profile?.uuid, found?.madeByPuente], null)
      },
      async () => {
        const uuid = await this.#parts.libvirt.managing.createHostBridgeNetwork(network, bridge)
        await this.#parts.libvirt.refreshNetwork(uuid)
      },
    )
  }

  #viewUse(bridge: string, network: string): PlanView {
    requireFreeNetworkName(this.#parts, network)
    const found = this.#parts.inventory.interfaces.items.get(bridge)
    if (found?.kind !== 'bridge') throw new PuenteError('interface-gone', { interface: bridge })
    const isForeign = found.madeByPuente === null
    const params = { bridge, profile: found.profile?.name ?? bridge }
    return planView({
      title: message('plan.use-bridge', { network, bridge }),
      steps: [{ id: 'network', text: message('step.create-network', { network, bridge }) }],
      warnings: isForeign ? [message('warning.bridge-of-others', params)] : [],
      commands: createNetworkCommands(network, bridge),
    })
  }

  /** `addresses` are given where they are its own. */
  #asItIs(bridge: string, network: string | null, addresses?: BridgeAddresses): HistoryUndo | null {
    const found = this.#parts.inventory.interfaces.items.get(bridge)
    if (!found?.bridge || !found.madeByPuente) return null
    const { nic } = found.madeByPuente
    const ports = found.bridge.ownPorts.filter((port) => port !== nic)
    const options = { ...found.bridge.options, mac: null }
    const intent = {
      ...{ nic, name: bridge, network, ports, options, ...(addresses && { addresses }) },
      portVlans: this.#vlansOf(found.bridge.ownPorts),
    }
    return { do: 'create-bridge', intent }
  }

  /** Addresses that were carried over from a NIC can't be asked for again: only given ones can. */
  #formerly(intent: ChangeBridgeIntent): HistoryUndo | null {
    const { bridge, options, addresses, add, remove, portVlans = [] } = intent
    const found = this.#parts.inventory.interfaces.items.get(bridge)
    if (!found?.bridge || addresses) return null
    const before = options && { ...found.bridge.options, mac: null }
    const staying = portVlans.map(({ port }) => port).filter((port) => !add.includes(port))
    const back = { portVlans: this.#vlansOf([...remove, ...staying]), add: remove, remove: add }
    return { do: 'change-bridge', intent: { bridge, options: before, addresses: null, ...back } }
  }

  /** As they are now, to be asked for again. */
  #vlansOf(ports: string[]): PortVlans[] {
    const { items } = this.#parts.inventory.interfaces
    return ports.map((port) => ({ port, vlans: items.get(port)?.portVlans ?? [] }))
  }
}

function withNetwork(view: PlanView, network: string | null, bridge: string): PlanView {
  if (network === null) return view
  const step = { id: 'network', text: message('step.create-network', { network, bridge }) }
  return {
    ...view,
    steps: [...view.steps, step],
    commands: [...view.commands, ...createNetworkCommands(network, bridge)],
  }
}
