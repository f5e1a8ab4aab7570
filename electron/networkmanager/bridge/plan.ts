/** The plans of a host's bridges, as they go from planning to applying. Types alone. */
import type {
  BridgeAddresses,
  BridgeOptions,
  PortVlans,
} from '../../../shared/model/bridge-settings.ts'
import type { PlanStep, PlanView } from '../../../shared/model/plan.ts'
import type { Settings } from '../client/settings.ts'
import type { NicFacts } from '../interfaces/nic-facts.ts'
import type { Returning, WayBack } from './way-back.ts'
import type { OwnPort } from '../interfaces/own-ports.ts'

/** What the plan's steps are called, and what applying it tells of them. */
export type BridgeStepId =
  | 'checkpoint'
  | 'profiles'
  | 'activate'
  | 'verify'
  | 'store'
  | 'reapply'
  | `add ${string}`
  | `remove ${string}`
  | `vlan ${number}`
  | `vlans ${string}`

export interface BridgeStep extends PlanStep {
  id: BridgeStepId
}

export interface AskedBridge {
  bridge: string
  /** Whose connection goes over to the bridge; null for a bridge without a NIC. */
  nic: string | null
  /** More NICs that become its ports. */
  ports: string[]
  options: BridgeOptions
  /** Of NICs among them; the others have the native VLAN alone. */
  portVlans?: PortVlans[] | undefined
  /** Null for those that the NIC has. */
  addresses: BridgeAddresses | null
}

/** A UUID for each new profile, the same at each planning: `bridge`, or the name of a NIC. */
export type Uuids = (name: string) => string

/** A NIC that goes under the bridge, or a bond's own port that goes along. */
export interface PlannedPort {
  facts: NicFacts
  uuid: string
  original: string | null
  profile: Settings
}

export interface CreateBridgePlan {
  kind: 'create-bridge' | 'create-bond'
  bridge: string
  bridgeUuid: string
  nic: NicFacts | null
  bridgeProfile: Settings
  ports: PlannedPort[]
  /** Null where the addresses stay those of the NIC. */
  addresses: BridgeAddresses | null
  view: PlanView
}

export interface RemoveBridgePlan {
  kind: 'remove-bridge' | 'remove-bond'
  bridge: string
  bridgeUuid: string
  /** The NIC whose connection the bridge has; null for a bridge without one. */
  nic: string | null
  /** Ours, also of NICs that are gone; `original` is what each NIC gets. */
  ports: OwnPort[]
  back: WayBack
  /** A bridge that is down has only its profiles. */
  isUp: boolean
  /** Null where nothing is up to be compared with. */
  returning: Returning | null
  /** Where the bridge has addresses of its own: those, and what the NIC's profile asks for. */
  own: { given: BridgeAddresses; back: BridgeAddresses } | null
  view: PlanView
}
