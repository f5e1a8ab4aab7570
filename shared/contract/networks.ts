/** The part of the contract that is about libvirt's networks. */
import { z } from 'zod'
import type { LanFacts } from '../model/lan-slice.ts'
import type { NetworkDetails } from '../model/network.ts'
import type { Change, Plan } from '../model/plan.ts'
import type { OccupiedSubnet } from '../rules/networks/subnets.ts'
import { networkDefinition } from '../schemas/network-definition.ts'
import { interfaceNamePattern, networkNamePattern } from '../rules/names.ts'
import { interfaceName, mac, uuid } from '../schemas/fields.ts'

export interface NetworkMethods {
  /** A network's definition and its XML, as it runs and as it is stored. */
  getNetworkDetails(uuid: string): Promise<NetworkDetails>
  /** What no new subnet should overlap: networks, addresses and routes of this computer. */
  getOccupiedSubnets(): Promise<OccupiedSubnet[]>
  planCreateNetwork(intent: CreateNetworkIntent): Promise<Plan>
  /** A new network from somebody's XML. */
  planImportNetwork(intent: ImportNetworkIntent): Promise<Plan>
  /** Live where libvirt can; what it can't waits, stored, for the network's restart. */
  planEditNetwork(intent: EditNetworkIntent): Promise<Plan>
  planEditNetworkXml(intent: EditNetworkXmlIntent): Promise<Plan>
  /** Always give the machine with this MAC this address. */
  planReserveAddress(intent: ReserveAddressIntent): Promise<Plan>
  /** Stop it, start it as it is stored, and plug the machines' cables in again. */
  planRestartNetwork(intent: NetworkIntent): Promise<Plan>
  /** With what this host answers for on a LAN, where the network has a part of one. */
  planDeleteNetwork(intent: NetworkIntent): Promise<Plan>
  /** What a part of a LAN is chosen by; whoever has an address of the one that is asked about is looked for. */
  getLanFacts(question: LanFactsQuestion): Promise<LanFacts>
  /** A routed network with a part of the LAN’s addresses, for which this host answers there. */
  planAddLanSlice(intent: LanSliceIntent): Promise<Plan>

  startNetwork(uuid: string): Promise<Change>
  /** Rejects with `network-in-use`, naming the machines, unless `force`. */
  stopNetwork(uuid: string, options: { force: boolean }): Promise<Change>
  setNetworkAutostart(uuid: string, autostart: boolean): Promise<Change>
}

/** Well below the largest call, and far above any network's XML. */
const xml = z.string().max(200_000)
const network = z.strictObject({ network: uuid })
/** Accept a subnet that is in use elsewhere on this computer. */
const despiteCollision = z.boolean()

const createNetwork = z.strictObject({
  definition: networkDefinition,
  autostart: z.boolean(),
  /** The network whose XML it starts from, so that a copy has what the form does not know. */
  copyOf: uuid.nullable(),
  despiteCollision,
})
const importNetwork = z.strictObject({
  xml,
  autostart: z.boolean(),
  despiteCollision,
})
const editNetwork = z.strictObject({
  network: uuid,
  definition: networkDefinition,
  despiteCollision,
})
const editNetworkXml = z.strictObject({ network: uuid, xml, despiteCollision })
const reserveAddress = z.strictObject({
  network: uuid,
  mac,
  address: z.string().max(64),
  name: z.string().max(256).nullable(),
})

const lanFacts = z.strictObject({ nic: interfaceName, slice: z.string().max(32).nullable() })
const lanSlice = z.strictObject({
  nic: interfaceName,
  slice: z.string().max(32),
  name: z.string().regex(networkNamePattern),
  bridge: z.string().regex(interfaceNamePattern),
})

export type LanFactsQuestion = z.infer<typeof lanFacts>
export type LanSliceIntent = z.infer<typeof lanSlice>
export type CreateNetworkIntent = z.infer<typeof createNetwork>
export type ImportNetworkIntent = z.infer<typeof importNetwork>
export type EditNetworkIntent = z.infer<typeof editNetwork>
export type EditNetworkXmlIntent = z.infer<typeof editNetworkXml>
export type ReserveAddressIntent = z.infer<typeof reserveAddress>
export type NetworkIntent = z.infer<typeof network>

export const networkMethods = {
  getNetworkDetails: z.tuple([uuid]),
  getOccupiedSubnets: z.tuple([]),
  planCreateNetwork: z.tuple([createNetwork]),
  planImportNetwork: z.tuple([importNetwork]),
  planEditNetwork: z.tuple([editNetwork]),
  planEditNetworkXml: z.tuple([editNetworkXml]),
  planReserveAddress: z.tuple([reserveAddress]),
  planRestartNetwork: z.tuple([network]),
  planDeleteNetwork: z.tuple([network]),
  getLanFacts: z.tuple([lanFacts]),
  planAddLanSlice: z.tuple([lanSlice]),
  startNetwork: z.tuple([uuid]),
  stopNetwork: z.tuple([uuid, z.strictObject({ force: z.boolean() })]),
  setNetworkAutostart: z.tuple([uuid, z.boolean()]),
}
