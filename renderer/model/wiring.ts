import { isNic, type HostInterface } from '../../shared/model/host.ts'
import type { Machine, MachineNic } from '../../shared/model/machine.ts'
import type { Network } from '../../shared/model/network.ts'
import { lanLink, type LanLink } from './reach.ts'

/** One way that machines are wired: a libvirt network, or a host device they are plugged into. */
export interface Lane {
  key: string
  network: Network | null
  /** The host's device that the lane goes through, where it has one. */
  device: string | null
  link: LanLink
  machines: Machine[]
}

/** A NIC of the host with the bridge on it, if any, and what reaches the LAN through it. */
export interface Uplink {
  nic: HostInterface
  bridge: HostInterface | null
  lanes: Lane[]
}

export interface Wiring {
  uplinks: Uplink[]
  /** What has no way out through a NIC. */
  inside: Lane[]
  /** NICs that nothing uses. */
  spare: HostInterface[]
}

/** What is closest to the LAN comes first. */
const nearness: Record<LanLink, number> = { member: 0, routed: 1, nat: 2, none: 3 }

/** How LAN, host, networks and machines are connected now. */
export function wiring(
  networks: Network[],
  machines: Machine[],
  interfaces: HostInterface[],
): Wiring {
  const byName = new Map(interfaces.map((item) => [item.name, item]))
  const uplinks = interfaces.filter(isNic).map((nic) => uplinkOf(nic, byName))
  const inside: Lane[] = []
  const lanes = [...networkLanes(networks, machines), ...deviceLanes(machines, byName)]
  for (const lane of lanes) (uplinkFor(lane, uplinks)?.lanes ?? inside).push(lane)
  for (const uplink of uplinks) uplink.lanes.sort((a, b) => nearness[a.link] - nearness[b.link])
  return {
    uplinks: uplinks.filter(isUsed),
    inside,
    spare: uplinks.filter((uplink) => !isUsed(uplink)).map((uplink) => uplink.nic),
  }
}

/** What holds the host's own addresses: the bridge when there is one, else the NIC. */
export function holderOf(uplink: Uplink): HostInterface {
  return uplink.bridge ?? uplink.nic
}

/** The networks that put a machine on the LAN as a member of its own. */
export function lanNetworks(networks: Network[]): Network[] {
  return networks.filter((network) => network.kind === 'bridged')
}

function uplinkOf(nic: HostInterface, byName: Map<string, HostInterface>): Uplink {
  const controller = nic.controller === null ? undefined : byName.get(nic.controller)
  return { nic, bridge: controller?.kind === 'bridge' ? controller : null, lanes: [] }
}

function isUsed(uplink: Uplink): boolean {
  const holder = holderOf(uplink)
  const hasAddress = holder.ipv4.addresses.length > 0 || holder.ipv6.gateway !== null
  return uplink.lanes.length > 0 || uplink.bridge !== null || hasAddress
}

function networkLanes(networks: Network[], machines: Machine[]): Lane[] {
  return networks.map((network) => ({
    key: network.uuid,
    network,
    device: network.bridge ?? network.forwardDevices[0] ?? null,
    link: lanLink(network.kind),
    machines: machines.filter((machine) => machine.nics.some((nic) => isOn(nic, network))),
  }))
}

function isOn(nic: MachineNic, network: Network): boolean {
  return nic.source.type === 'network' && nic.source.network === network.name
}

/** Machines plugged straight into a device of the host, without a libvirt network. */
function deviceLanes(machines: Machine[], byName: Map<string, HostInterface>): Lane[] {
  const lanes = new Map<string, Lane>()
  for (const machine of machines) {
    for (const device of new Set(machine.nics.map(deviceOf))) {
      if (device === null) continue
      const lane = lanes.get(device) ?? emptyLane(device, byName)
      lane.machines.push(machine)
      lanes.set(device, lane)
    }
  }
  return [...lanes.values()]
}

function deviceOf({ source }: MachineNic): string | null {
  if (source.type === 'bridge') return source.bridge
  return source.type === 'direct' ? source.device : null
}

function emptyLane(device: string, byName: Map<string, HostInterface>): Lane {
  const item = byName.get(device)
  const reachesLan = item !== undefined && (item.kind !== 'bridge' || item.ports.length > 0)
  const link = reachesLan ? 'member' : 'none'
  return { key: `device:${device}`, network: null, device, link, machines: [] }
}

function uplinkFor(lane: Lane, uplinks: Uplink[]): Uplink | undefined {
  if (lane.link === 'none') return undefined
  const devices = [lane.device, ...(lane.network?.forwardDevices ?? [])]
  const direct = uplinks.find(
    ({ nic, bridge }) =>
      devices.includes(nic.name) || (bridge !== null && devices.includes(bridge.name)),
  )
  if (direct) return direct
  return lane.link === 'member' ? undefined : defaultUplink(uplinks)
}

/** Where NAT and routed traffic leaves: the NIC with the default route. */
function defaultUplink(uplinks: Uplink[]): Uplink | undefined {
  return uplinks.find((uplink) => holderOf(uplink).ipv4.gateway !== null)
}
