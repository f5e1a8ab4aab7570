/** The plans of an interface's own connection, as they go from planning to applying. Types alone. */
import type { PlanView } from '../../../shared/model/plan.ts'
import type { InterfaceSettings } from '../../../shared/schemas/interface-intents.ts'
import type { Settings } from '../client/settings.ts'
import type { Metrics } from '../interfaces/metrics.ts'

export interface ChangeInterfacePlan {
  nic: string
  /** Of our profile, which is new. */
  uuid: string
  profile: Settings
  /** The profile that the NIC has now; null for none. */
  present: string | null
  /** Ours of an earlier change, which the new one takes the place of; null where it is not ours. */
  replaced: string | null
  asked: InterfaceSettings
  /** What its present profile says. */
  before: InterfaceSettings
  view: PlanView
}

export interface RestoreInterfacePlan {
  nic: string
  /** Of our profile, which goes. */
  uuid: string
  /** The profile that comes back; null where the NIC had none, or that is gone. */
  original: string | null
  /** What ours says, and what the original does. */
  before: InterfaceSettings
  after: InterfaceSettings | null
  /** What the default routes have, and the profile that comes back leaves to NetworkManager. */
  metrics: Metrics
  view: PlanView
}
