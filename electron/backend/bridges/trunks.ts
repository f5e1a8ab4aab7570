/** Bridges for the VLANs that come over a NIC, made and taken away: what is asked for, as one plan. */
import type { CreateTrunkIntent, RemoveTrunkIntent } from '../../../shared/contract/contract.ts'
import { message } from '../../../shared/message.ts'
import type { HistoryUndo } from '../../../shared/model/history.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import type { TrunkVlan } from '../../../shared/rules/vlans/problems.ts'
import { createNetworkCommands } from '../../libvirt/commands/networks.ts'
import {
  applyCreateTrunk,
  applyRemoveTrunk,
  planCreateTrunk,
  planRemoveTrunk,
  profilesOf,
} from '../../networkmanager/index.ts'
import type { CreateTrunkPlan, LeavingVlan, RemoveTrunkPlan } from '../../networkmanager/index.ts'
import { networksMadeFor } from '../inventory/attachments.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import type { NetworkManagerService } from '../inventory/networkmanager-service.ts'
import type { Plans } from '../plans/plans.ts'
import { liveClient, readyClient, requireFreeNetworkName, uuidsByName } from './asked.ts'
import { networksLost, withAttachments } from './attached.ts'
import type { BridgeWork } from './bridge-work.ts'

export interface TrunkParts {
  inventory: InventoryStore
  libvirt: LibvirtService
  networkManager: NetworkManagerService
  plans: Plans
  work: BridgeWork
}

export class Trunks {
  readonly #parts: TrunkParts

  constructor(parts: TrunkParts) {
    this.#parts = parts
  }

  async planCreate(intent: CreateTrunkIntent): Promise<Plan> {
    const { networkManager, plans, work } = this.#parts
    const nm = await readyClient(networkManager)
    const uuids = uuidsByName()
    const made = { nic: intent.nic, vlans: intent.vlans.map(({ id }) => id) }
    const undo: HistoryUndo = { do: 'remove-trunk', intent: made }
    const planned = work.planned<CreateTrunkPlan>(
      (look) => {
        const networks = intent.vlans.flatMap(({ network }) => network ?? [])
        networks.forEach((network) => requireFreeNetworkName(this.#parts, network))
        const plan = planCreateTrunk(liveClient(networkManager, nm).state, intent, uuids)
        const { standing, vlans } = plan
        return look.saw(withNetworks(plan.view, vlans), { standing, vlans }, plan)
      },
      (seen) => ({
        ...{ network: null, moveTo: null, along: null, undo },
        apply: (client, control) => applyCreateTrunk(client, seen.work, control),
      }),
    )
    return plans.add(planned)
  }

  async planRemove(intent: RemoveTrunkIntent): Promise<Plan> {
    const { networkManager, plans, work, inventory } = this.#parts
    const nm = await readyClient(networkManager)
    const planned = work.planned<RemoveTrunkPlan>(
      async (look) => {
        const { state } = liveClient(networkManager, nm)
        const plan = this.#withTheirNetworks(planRemoveTrunk(state, intent))
        const { standing, vlans } = plan
        const view = vlans.reduce(
          (sum, { bridge }) => withAttachments(inventory, sum, bridge),
          plan.view,
        )
        const networks = vlans.map(({ bridge }) => networksLost(this.#parts, bridge))
        const profiles = profilesOf(state, vlans.flatMap(uuidsOf))
        const read = { standing, vlans, profiles, networks: await Promise.all(networks) }
        return look.saw(view, read, plan)
      },
      (seen) => ({
        ...{ network: null, moveTo: null, along: null, undo: asItIs(seen.work) },
        apply: (client, control) => applyRemoveTrunk(client, seen.work, control),
      }),
    )
    return plans.add(planned)
  }

  #withTheirNetworks(plan: RemoveTrunkPlan): RemoveTrunkPlan {
    const vlans = plan.vlans.map((vlan) => {
      const [made] = networksMadeFor(this.#parts.inventory, vlan.bridge)
      return { ...vlan, network: made?.name ?? null }
    })
    return { ...plan, vlans }
  }
}

function uuidsOf({ vlanUuid, bridgeUuid, others }: LeavingVlan): (string | null)[] {
  return [vlanUuid, bridgeUuid, ...others.flatMap(({ uuid, original }) => [uuid, original])]
}

/** Null where a bridge has become another one since: that can't be asked for again in one. */
function asItIs({ nic, vlans }: RemoveTrunkPlan): HistoryUndo | null {
  if (!vlans.every(({ isAsMade }) => isAsMade)) return null
  const asked = vlans.map(({ id, bridge, network }) => ({ id, bridge, network }))
  return { do: 'create-trunk', intent: { nic, vlans: asked } }
}

function withNetworks(view: PlanView, vlans: TrunkVlan[]): PlanView {
  const made = vlans.flatMap(({ network, bridge }) => (network === null ? [] : { network, bridge }))
  return {
    ...view,
    steps: [
      ...view.steps,
      ...made.map(({ network, bridge }) => ({
        id: `network ${network}`,
        text: message('step.create-network', { network, bridge }),
      })),
    ],
    commands: [
      ...view.commands,
      ...made.flatMap(({ network, bridge }) => createNetworkCommands(network, bridge)),
    ],
  }
}
