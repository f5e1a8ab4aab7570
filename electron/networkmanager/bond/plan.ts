/** The plan of a bond's change, as it goes from planning to applying. Types alone. */
import type { PlanView } from '../../../shared/model/plan.ts'
import type { PlannedPort } from '../bridge/plan.ts'
import type { Settings } from '../client/settings.ts'
import type { OwnPort } from '../interfaces/own-ports.ts'

export interface ChangeBondPlan {
  bridge: string
  bridgeUuid: string
  /** The bond's profile as it is to become; null where only ports change. */
  profile: Settings | null
  /** Applied before it, where a primary is given up. */
  through: Settings | null
  /** The kernel changes the mode of a bond only while it is down. */
  comesUpAnew: boolean
  added: PlannedPort[]
  removed: OwnPort[]
  staying: OwnPort[]
  view: PlanView
}
