/** What a lab is compared with: networks, machines and addresses of the host that it is opened on. */
import type { NicRef } from '../../../shared/model/machine.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { NicSettings } from '../../../shared/model/nic-settings.ts'
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
}

export interface HereMachine {
  uuid: string
  name: string
  nics: HereNic[]
}

export interface Here {
  networks: HereNetwork[]
  machines: HereMachine[]
  /** Names of the host's network interfaces. */
  interfaces: string[]
  /** MACs of the host's own. */
  macs: string[]
  occupied: OccupiedSubnet[]
}
