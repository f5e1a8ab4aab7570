/** What a lab is compared with: networks, machines and addresses of the host that it is opened on. */
import type { Forward } from '../../../shared/model/forward.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import type { ConditionHindrance, LinkConditions } from '../../../shared/model/link-conditions.ts'
import type { NicRef } from '../../../shared/model/machine.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { NicRules } from '../../../shared/model/nic-rules.ts'
import type { NicSettings } from '../../../shared/model/nic-settings.ts'
import type { BaseImage } from '../../libvirt/index.ts'
import type { OccupiedSubnet } from '../../../shared/rules/networks/subnets.ts'

export interface HereNetwork {
  uuid: string
  name: string
  active: boolean
  autostart: boolean
  /** As it is stored; of one that is not, as it runs. */
  xml: string
  definition: NetworkDefinition
}

export interface HereNic {
  ref: NicRef
  plugged: boolean
  stored: boolean
  /** As it is stored; of one that is not, as it runs. */
  xml: string
  settings: NicSettings
  /** What it may reach, as a filter of ours says; null: it has none. */
  rules: NicRules | null
  /** What its cable does to packets at each start of its machine. */
  badLink: LinkConditions | null
  /** Names of its filters, as it runs and as it is stored. */
  filters: string[]
  /** Ports of this host that lead to it. */
  forwards: Forward[]
}

export interface HereMachine {
  uuid: string
  name: string
  nics: HereNic[]
  /** Does the lab make it? Then it has no NICs yet. */
  isToCome?: true
}

export interface Here {
  networks: HereNetwork[]
  machines: HereMachine[]
  /** Names of the host's network interfaces. */
  interfaces: string[]
  /** MACs of the host's own. */
  macs: string[]
  occupied: OccupiedSubnet[]
  /** What the host's interfaces have: who answers machines on its bridges. */
  hostInterfaces: HostInterface[]
  /** Filters of ours: their XML, by name. */
  filters: ReadonlyMap<string, string>
  /** Why no cable can be made bad here; null: none is known. */
  noBadLinks: ConditionHindrance | null
  /** What machines are made from that are not here; null: they are none. */
  image: BaseImage | null
}
