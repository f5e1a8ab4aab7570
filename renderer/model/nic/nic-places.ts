import type { HostInterface } from '../../../shared/model/host.ts'
import { toNetwork } from '../../../shared/model/nic-settings.ts'
import type { ChosenWire, DirectMode } from '../../../shared/model/nic-settings.ts'
import type { Network } from '../../../shared/model/network.ts'
import { hostBridges, macvtapDevices } from '../../../shared/rules/networks/defaults.ts'
import { isOnHostBridge } from '../../../shared/rules/networks/kinds.ts'

/** Where the cable of a NIC can lead on this host; what can't be is not offered. */
export interface NicPlaces {
  networks: Network[]
  bridges: HostInterface[]
  devices: HostInterface[]
  /** Is it an ordinary user's own libvirt, which can make neither bridges nor taps? */
  session: boolean
}

export function nicPlaces(
  networks: Network[],
  interfaces: HostInterface[],
  session = false,
): NicPlaces {
  return {
    networks,
    session,
    // libvirt's own bridges stand there already, as the networks that they belong to.
    bridges: hostBridges({ networks, interfaces }),
    // The kernel gives macvtap no port of a bridge.
    devices: macvtapDevices(interfaces),
  }
}

const USER = 'user '

/** A place as the value of a list. */
export function placeKey(wire: ChosenWire): string {
  switch (wire.type) {
    case 'network':
      return `network ${wire.network}`
    case 'bridge':
      return `bridge ${wire.bridge}`
    case 'direct':
      return `direct ${wire.device}`
    case 'user':
      return USER
  }
}

export function placeAt(key: string, mode: DirectMode): ChosenWire {
  const [type] = key.split(' ', 1)
  const name = key.slice((type ?? '').length + 1)
  if (type === 'bridge') return { type, bridge: name }
  if (type === 'direct') return { type, device: name, mode }
  if (key === USER) return { type: 'user' }
  return toNetwork(name)
}

/** What most people want: the LAN, or else what is there and started; what works at all, in a session. */
export function usualPlace({ networks, bridges, session }: NicPlaces): ChosenWire | null {
  if (session) return { type: 'user' }
  const active = networks.filter((item) => item.active)
  // One on a bridge that is not there leads nowhere, however active libvirt calls it.
  const isThere = ({ bridge }: Network) =>
    bridges.length === 0 || bridges.some(({ name }) => name === bridge)
  const sound = active.filter((item) => !isOnHostBridge(item.kind) || isThere(item))
  const best = sound.find((item) => isOnHostBridge(item.kind)) ?? sound[0]
  if (best) return toNetwork(best.name)
  const [bridge] = bridges
  return bridge ? { type: 'bridge', bridge: bridge.name } : null
}
