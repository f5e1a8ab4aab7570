/** The plans of bridges for a NIC's VLANs, as they go from planning to applying. Types alone. */
import type { PlanView } from '../../../shared/model/plan.ts'
import type { TrunkVlan } from '../../../shared/rules/vlans/problems.ts'
import type { Settings } from '../client/settings.ts'
import type { OwnPort } from '../interfaces/own-ports.ts'

export interface AskedTrunk {
  nic: string
  vlans: TrunkVlan[]
}

/** A VLAN of the NIC as the one port of a bridge of its own. */
export interface PlannedVlan extends TrunkVlan {
  bridgeUuid: string
  bridgeProfile: Settings
  /** The VLAN's own interface. */
  vlan: string
  vlanUuid: string
  vlanProfile: Settings
}

/** One that goes. */
export interface LeavingVlan {
  id: number
  vlan: string
  vlanUuid: string
  bridge: string
  bridgeUuid: string
  isUp: boolean
  /** Other ports that were put under the bridge since. */
  others: OwnPort[]
  /** Has nothing of the bridge been changed since? */
  isAsMade: boolean
  /** The libvirt network that goes with it, if one does; known by who knows libvirt. */
  network: string | null
}

export interface RemoveTrunkPlan {
  nic: string
  standing: string
  vlans: LeavingVlan[]
  view: PlanView
}

export interface CreateTrunkPlan {
  nic: string
  /** Where the host's connection through this NIC is: the NIC, or the bridge that it is a port of. */
  standing: string
  vlans: PlannedVlan[]
  view: PlanView
}
