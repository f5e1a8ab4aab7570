/** Bonds of this host's NICs, made and taken apart: what is asked for, as plans. */
import type { CreateBondIntent, RemoveBondIntent } from '../../../shared/contract/contract.ts'
import type { HistoryUndo } from '../../../shared/model/history.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import {
  applyCreateBridge,
  applyRemoveBridge,
  planCreateBond,
  planRemoveBond,
  readForCreation,
  readForRemoval,
} from '../../networkmanager/index.ts'
import type { CreateBridgePlan, RemoveBridgePlan } from '../../networkmanager/index.ts'
import type { NetworkManagerService } from '../inventory/networkmanager-service.ts'
import type { Plans } from '../plans/plans.ts'
import { liveClient, portPrint, readyClient, uuidsByName } from './asked.ts'
import type { BridgeAlong } from './bridge-along.ts'
import type { BridgeWork } from './bridge-work.ts'
import type { Way } from './tied-to-nic.ts'

export interface BondParts {
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
        ...{ network: null, moveTo: null, undo: null },
        along: seen.view.along === 'taken' ? wayOf(seen.work) : null,
        apply: (client, control) => applyRemoveBridge(client, seen.work, control),
      }),
    )
    return plans.add(planned)
  }
}
