import type { HostInterface } from '../../shared/model/host.ts'
import type { ChosenWire, DirectMode } from '../../shared/model/nic-settings.ts'
import type { Network } from '../../shared/model/network.ts'
import { hostBridges, macvtapDevices } from '../../shared/rules/network-defaults.ts'

/** Where the cable of a NIC can lead on this host; what can't be is not offered. */
export interface NicPlaces {
  networks: Network[]
  bridges: HostInterface[]
  devices: HostInterface[]
}

export function nicPlaces(networks: Network[], interfaces: HostInterface[]): NicPlaces {
  return {
    networks,
    // libvirt's own bridges stand there already, as the networks that they belong to.
    bridges: hostBridges({ networks, interfaces }),
    // The kernel gives macvtap no port of a bridge.
    devices: macvtapDevices(interfaces),
  }
}

/** A place as the value of a list. */
export function placeKey(wire: ChosenWire): string {
  if (wire.type === 'network') return `network ${wire.network}`
  return wire.type === 'bridge' ? `bridge ${wire.bridge}` : `direct ${wire.device}`
}

export function placeAt(key: string, mode: DirectMode): ChosenWire {
  const [type] = key.split(' ', 1)
  const name = key.slice((type ?? '').length + 1)
  if (type === 'bridge') return { type, bridge: name }
  if (type === 'direct') return { type, device: name, mode }
  return { type: 'network', network: name, portGroup: null }
}

export function placeName(wire: ChosenWire): string {
  if (wire.type === 'network') return wire.network
  return wire.type === 'bridge' ? wire.bridge : wire.device
}

/** What most people want: the LAN, or else what is there and started. */
export function usualPlace({ networks, bridges }: NicPlaces): ChosenWire | null {
  const active = networks.filter((item) => item.active)
  const best = active.find((item) => item.kind === 'bridged') ?? active[0]
  if (best) return { type: 'network', network: best.name, portGroup: null }
  const [bridge] = bridges
  return bridge ? { type: 'bridge', bridge: bridge.name } : null
}
