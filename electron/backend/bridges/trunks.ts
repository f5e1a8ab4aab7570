/** Bridges for the VLANs that come over a NIC: what is asked for, as one plan. */
import type { CreateTrunkIntent } from '../../../shared/contract/contract.ts'
import { message } from '../../../shared/message.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import type { TrunkVlan } from '../../../shared/rules/vlans/problems.ts'
import { createNetworkCommands } from '../../libvirt/commands/networks.ts'
import { applyCreateTrunk, planCreateTrunk } from '../../networkmanager/index.ts'
import type { CreateTrunkPlan } from '../../networkmanager/index.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import type { NetworkManagerService } from '../inventory/networkmanager-service.ts'
import type { Plans } from '../plans/plans.ts'
import { liveClient, readyClient, requireFreeNetworkName, uuidsByName } from './asked.ts'
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
    const planned = work.planned<CreateTrunkPlan>(
      (look) => {
        const networks = intent.vlans.flatMap(({ network }) => network ?? [])
        networks.forEach((network) => requireFreeNetworkName(this.#parts, network))
        const plan = planCreateTrunk(liveClient(networkManager, nm).state, intent, uuids)
        const { standing, vlans } = plan
        return look.saw(withNetworks(plan.view, vlans), { standing, vlans }, plan)
      },
      (seen) => ({
        ...{ network: null, moveTo: null, along: null, undo: null },
        apply: (client, control) => applyCreateTrunk(client, seen.work, control),
      }),
    )
    return plans.add(planned)
  }
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
