/** Bonds of this host's NICs, made, changed and taken apart: what is asked for, as plans. */
import type {
  ChangeBondIntent,
  CreateBondIntent,
  RemoveBondIntent,
} from '../../../shared/contract/contract.ts'
import type { HistoryUndo } from '../../../shared/model/history.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import {
  applyChangeBond,
  applyCreateBridge,
  applyRemoveBridge,
  planChangeBond,
  planCreateBond,
  planRemoveBond,
  readForChange,
  readForCreation,
  readForRemoval,
} from '../../networkmanager/index.ts'
import type {
  ChangeBondPlan,
  CreateBridgePlan,
  RemoveBridgePlan,
} from '../../networkmanager/index.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { NetworkManagerService } from '../inventory/networkmanager-service.ts'
import type { Plans } from '../plans/plans.ts'
import { liveClient, portPrint, readyClient, uuidsByName } from './asked.ts'
import type { BridgeAlong } from './bridge-along.ts'
import type { BridgeWork } from './bridge-work.ts'
import type { Way } from './tied-to-nic.ts'

export interface BondParts {
  inventory: InventoryStore
  networkManager: NetworkManagerService
  plans: Plans
  along: BridgeAlong
  work: BridgeWork
}

export class Bonds {
  readonly #parts: BondParts

  constructor(parts: BondParts) {
    this.#parts = parts
  }

  async planCreate(intent: CreateBondIntent): Promise<Plan> {
    const { networkManager, plans, along, work } = this.#parts
    const nm = await readyClient(networkManager)
    const uuids = uuidsByName()
    const way: Way = { from: intent.nics, to: intent.name, isToBridge: false }
    const undo: HistoryUndo = { do: 'remove-bond', bond: intent.name }
    const planned = work.planned<CreateBridgePlan>(
      async (look) => {
        const { state } = liveClient(networkManager, nm)
        const plan = planCreateBond(state, intent, uuids)
        const tied = await along.with(plan.view, way, intent.takeAlong ?? false)
        const ports = plan.ports.map(portPrint)
        const profiles = readForCreation(state, plan)
        const read = { profile: plan.bridgeProfile, ports, profiles, tied: tied.read }
        return look.saw(tied.view, read, plan)
      },
      (seen) => ({
        ...{ network: null, moveTo: null, undo },
        along: seen.view.along === 'taken' ? way : null,
        apply: (client, control) => applyCreateBridge(client, seen.work, control),
      }),
    )
    return plans.add(planned)
  }

  async planChange(intent: ChangeBondIntent): Promise<Plan> {
    const { networkManager, plans, along, work } = this.#parts
    const nm = await readyClient(networkManager)
    const uuids = uuidsByName()
    const way: Way = { from: intent.add, to: intent.bond, isToBridge: false }
    const planned = work.planned<ChangeBondPlan>(
      async (look) => {
        const { state } = liveClient(networkManager, nm)
        const plan = planChangeBond(state, intent, uuids)
        const tied = await along.with(plan.view, way, intent.takeAlong ?? false)
        const { profile, removed, staying } = plan
        const ends = { added: plan.added.map(portPrint), removed, staying }
        const profiles = readForChange(state, { ...plan, dead: [], revised: [] })
        const former = this.#formerly(intent)
        return look.saw(tied.view, { former, profile, ends, profiles, tied: tied.read }, plan)
      },
      ({ view, work: plan }) => ({
        ...{ network: null, moveTo: null, undo: this.#formerly(intent) },
        along: view.along === 'taken' ? way : null,
        apply: (client, control) => applyChangeBond(client, plan, control),
      }),
    )
    return plans.add(planned)
  }

  async planRemove({ bond, takeAlong = false }: RemoveBondIntent): Promise<Plan> {
    const { networkManager, plans, along, work } = this.#parts
    const nm = await readyClient(networkManager)
    const wayOf = ({ back }: RemoveBridgePlan): Way | null =>
      back.nic === null ? null : { from: [bond], to: back.nic, isToBridge: false }
    const planned = work.planned<RemoveBridgePlan>(
      async (look) => {
        const { state } = liveClient(networkManager, nm)
        const plan = planRemoveBond(state, bond)
        const way = wayOf(plan)
        const tied = way ? await along.with(plan.view, way, takeAlong) : null
        const { nic, ports, own, back } = plan
        const read = { nic, ports, own, back, profiles: readForRemoval(state, plan) }
        return look.saw(tied?.view ?? plan.view, { ...read, tied: tied?.read }, plan)
      },
      (seen) => ({
        ...{ network: null, moveTo: null, undo: this.#asItIs(bond, seen.work) },
        along: seen.view.along === 'taken' ? wayOf(seen.work) : null,
        apply: (client, control) => applyRemoveBridge(client, seen.work, control),
      }),
    )
    return plans.add(planned)
  }

  /** Addresses of its own can't be asked for again: null where it has some, or no NIC whose it has. */
  #asItIs(bond: string, { own }: RemoveBridgePlan): HistoryUndo | null {
    const found = this.#parts.inventory.interfaces.items.get(bond)
    const main = found?.madeByPuente?.nic
    if (!found?.bond || !main || own) return null
    const { options, ownPorts } = found.bond
    const nics = [main, ...ownPorts.filter((port) => port !== main)]
    return { do: 'create-bond', intent: { name: bond, nics, options } }
  }

  /** What asks for all as it is now. */
  #formerly({ bond, options, add, remove }: ChangeBondIntent): HistoryUndo | null {
    const found = this.#parts.inventory.interfaces.items.get(bond)?.bond
    if (!found) return null
    const before = options && found.options
    return { do: 'change-bond', intent: { bond, options: before, add: remove, remove: add } }
  }
}
