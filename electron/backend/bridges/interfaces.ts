/** The host's own connection through an interface: what is asked for, as plans. */
import type {
  ChangeInterfaceIntent,
  InterfaceSettings,
  RestoreInterfaceIntent,
} from '../../../shared/contract/contract.ts'
import type { HistoryUndo } from '../../../shared/model/history.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import {
  applyChangeInterface,
  applyRestoreInterface,
  interfaceSettingsOf,
  planChangeInterface,
  planRestoreInterface,
  profilesOf,
} from '../../networkmanager/index.ts'
import type { ChangeInterfacePlan, RestoreInterfacePlan } from '../../networkmanager/index.ts'
import type { NetworkManagerService } from '../inventory/networkmanager-service.ts'
import type { Plans } from '../plans/plans.ts'
import { liveClient, readyClient, uuidsByName } from './asked.ts'
import type { BridgeWork } from './bridge-work.ts'

export interface InterfaceParts {
  networkManager: NetworkManagerService
  plans: Plans
  work: BridgeWork
}

const alone = { network: null, moveTo: null, along: null } as const

export class Interfaces {
  readonly #parts: InterfaceParts

  constructor(parts: InterfaceParts) {
    this.#parts = parts
  }

  /** @throws PuenteError `interface-gone`, `interface-no-settings` */
  settingsOf(name: string): InterfaceSettings {
    return interfaceSettingsOf(this.#parts.networkManager.client.state, name)
  }

  async planChange(intent: ChangeInterfaceIntent): Promise<Plan> {
    const { networkManager, plans, work } = this.#parts
    const nm = await readyClient(networkManager)
    const uuids = uuidsByName()
    const planned = work.planned<ChangeInterfacePlan>(
      (look) => {
        const { state } = liveClient(networkManager, nm)
        const plan = planChangeInterface(state, intent, uuids)
        const read = { profile: plan.profile, profiles: profilesOf(state, [plan.present]) }
        return look.saw(plan.view, read, plan)
      },
      ({ work: plan }) => ({
        ...alone,
        undo: wayBack(plan),
        apply: (client, control) => applyChangeInterface(client, plan, control),
      }),
    )
    return plans.add(planned)
  }

  async planRestore({ interface: name }: RestoreInterfaceIntent): Promise<Plan> {
    const { networkManager, plans, work } = this.#parts
    const nm = await readyClient(networkManager)
    const planned = work.planned<RestoreInterfacePlan>(
      (look) => {
        const { state } = liveClient(networkManager, nm)
        const plan = planRestoreInterface(state, name)
        const { uuid, original } = plan
        return look.saw(plan.view, profilesOf(state, [uuid, original]), plan)
      },
      ({ work: plan }) => ({
        ...alone,
        undo: asked(name, plan.before),
        apply: (client, control) => applyRestoreInterface(client, plan, control),
      }),
    )
    return plans.add(planned)
  }
}

/** What was the person's own comes back itself; what was ours is asked for again. */
function wayBack({ nic, replaced, before }: ChangeInterfacePlan): HistoryUndo {
  return replaced === null ? { do: 'restore-interface', interface: nic } : asked(nic, before)
}

function asked(name: string, settings: InterfaceSettings): HistoryUndo {
  return { do: 'change-interface', intent: { interface: name, settings } }
}
