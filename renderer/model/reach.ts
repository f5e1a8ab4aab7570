import type { Network } from '../../shared/model/network.ts'
import type { NetworkKind } from '../../shared/model/network-kind.ts'
import { isOnHostBridge } from '../../shared/rules/networks/kinds.ts'

/** How far one side reaches another: fully, not, or with something to know about it. */
export type Reach = 'yes' | 'no' | 'as-host' | 'with-route' | 'depends'

export interface Reachability {
  guestToGuest: Reach
  guestToHost: Reach
  guestToLan: Reach
  lanToGuest: Reach
  addressFrom: 'libvirt' | 'by-hand' | 'lan' | 'depends'
}

/** How a guest's NIC on this kind of network stands towards the LAN. */
export type LanLink = 'member' | 'nat' | 'routed' | 'none'

const byLibvirt = { guestToGuest: 'yes', guestToHost: 'yes' } as const
const onLan = { guestToLan: 'yes', lanToGuest: 'yes', addressFrom: 'lan' } as const
const depends = {
  guestToGuest: 'depends',
  guestToHost: 'depends',
  guestToLan: 'depends',
  lanToGuest: 'depends',
  addressFrom: 'depends',
} as const

/** On a part of the LAN the host answers for them, so that no route is missing. */
export function reachabilityOf(
  kind: NetworkKind,
  { hasDhcp, isSlice }: { hasDhcp: boolean; isSlice: boolean },
): Reachability {
  const reach = reachability(kind, hasDhcp)
  return isSlice ? { ...reach, guestToLan: 'yes', lanToGuest: 'yes' } : reach
}

/** Who reaches whom, by kind; whether libvirt hands out addresses is the network's own choice. */
export function reachability(kind: NetworkKind, hasDhcp: boolean): Reachability {
  const addressFrom = hasDhcp ? 'libvirt' : 'by-hand'
  switch (kind) {
    case 'nat':
      return { ...byLibvirt, guestToLan: 'as-host', lanToGuest: 'no', addressFrom }
    case 'routed':
    case 'open':
      return { ...byLibvirt, guestToLan: 'with-route', lanToGuest: 'with-route', addressFrom }
    case 'isolated':
      return { ...byLibvirt, guestToLan: 'no', lanToGuest: 'no', addressFrom }
    case 'very-isolated':
      return {
        guestToGuest: 'yes',
        guestToHost: 'no',
        guestToLan: 'no',
        lanToGuest: 'no',
        addressFrom: 'by-hand',
      }
    case 'bridged':
      return { guestToGuest: 'yes', guestToHost: 'yes', ...onLan }
    case 'macvtap':
      return { guestToGuest: 'yes', guestToHost: 'no', ...onLan }
    case 'hostdev':
    case 'openvswitch':
      return depends
  }
}

export function lanLink(kind: NetworkKind): LanLink {
  switch (kind) {
    case 'bridged':
    case 'macvtap':
    case 'hostdev':
    case 'openvswitch':
      return 'member'
    case 'nat':
      return 'nat'
    case 'routed':
    case 'open':
      return 'routed'
    case 'isolated':
    case 'very-isolated':
      return 'none'
  }
}

/** The networks that put a machine on the LAN as a member of its own. */
export function lanNetworks(networks: Network[]): Network[] {
  return networks.filter((network) => isOnHostBridge(network.kind))
}
