/**
 * Whether a NIC’s VLAN tags do anything at its place, and what else they need: the same in the form
 * and in the plan. Pure.
 */
import { message } from '../../message.ts'
import type { Message } from '../../message.ts'
import type { VlanRange } from '../../model/bridge-settings.ts'
import { hasCable } from '../../model/host.ts'
import type { HostInterface } from '../../model/host.ts'
import type { Network } from '../../model/network.ts'
import type { NicWire } from '../../model/nic-settings.ts'
import { fewNames } from '../few-names.ts'
import { isOnHostBridge, ownsBridge } from '../networks/kinds.ts'
import { canBeAt } from '../nic-places.ts'
import type { Place } from '../nic-places.ts'
import { covers, USUAL_NATIVE } from './ranges.ts'

/**
 * The first that gives a bridge of the host the tags of its ports. Nothing but a start would tell
 * whether a libvirt does: storing is never refused, and its driver for tests starts either (9.0, tried).
 */
const FIRST_ON_BRIDGES = 11

/** @param version libvirt's, such as `11.3.0`; null when it is not known, and hoped for */
export function tagsOnBridges(version: string | null): boolean {
  return version === null || Number(version.split('.')[0]) >= FIRST_ON_BRIDGES
}

export interface Tagging {
  place: Place
  /** The host's own bridge that the cable leads to; null for any other place, and libvirt's. */
  hostBridge: string | null
  version: string | null
  /** Whether that bridge filters VLANs; null when it is not known. */
  filters: boolean | null
  /** The VLAN of frames without a tag there. */
  native: number
  /** Its ports that lead out, each with what it lets through tagged; those that are known. */
  ways: { port: string; vlans: VlanRange[] }[]
}

export interface TaggingWorld {
  networks: readonly Pick<Network, 'name' | 'kind' | 'bridge'>[]
  interfaces: readonly HostInterface[]
  version: string | null
}

export function taggingAt(
  place: Place,
  hostBridge: string | null,
  { interfaces, version }: TaggingWorld,
): Tagging {
  const bridge = interfaces.find(({ name }) => name === hostBridge)
  const options = bridge?.bridge?.options
  const ports = interfaces.filter((one) => bridge?.ports.includes(one.name) && hasCable(one))
  return {
    ...{ place, hostBridge, version },
    filters: options ? options.vlanFiltering : null,
    native: options?.nativeVlan ?? USUAL_NATIVE,
    ways: ports.flatMap(({ name, portVlans }) =>
      portVlans ? [{ port: name, vlans: portVlans }] : [],
    ),
  }
}

/** The bridge of the host that a cable leads to; null where it is another place, or libvirt's own. */
export function hostBridgeOf(
  wire: NicWire,
  networks: readonly Pick<Network, 'name' | 'kind' | 'bridge'>[],
): string | null {
  if (wire.type === 'bridge') {
    const isOfLibvirt = networks.some(
      ({ bridge, kind }) => bridge === wire.bridge && ownsBridge(kind),
    )
    return isOfLibvirt ? null : wire.bridge
  }
  if (wire.type !== 'network') return null
  const network = networks.find(({ name }) => name === wire.network)
  return network && isOnHostBridge(network.kind) ? network.bridge : null
}

/** What keeps tags from being had there at all; null: they can be. */
export function whyNoTags({ place, hostBridge, version }: Tagging): Message | null {
  if (hostBridge === null) {
    if (canBeAt('vlan', place)) return null
    return message(`warning.vlan-${place.kind === 'bridge' ? 'own-network' : 'needs-switch'}`)
  }
  return tagsOnBridges(version)
    ? null
    : message('warning.vlan-libvirt-old', { version: version ?? '' })
}

/**
 * Also where they can't be had, the machine would not start: libvirt up to 10 refuses tags on any
 * Linux bridge, and newer ones still do on the bridges of their own networks (tried with 9.0, 11.3).
 */
export function taggingNotes(tagging: Tagging, ids: readonly number[]): Message[] {
  const { hostBridge: bridge, filters, ways } = tagging
  const refusal = whyNoTags(tagging)
  if (refusal) return [refusal]
  if (bridge === null) return []
  if (filters === false) return [message('warning.vlan-unfiltered', { bridge })]
  if (filters === null || ways.length === 0) return [message('warning.vlan-ports', { bridge })]
  const cut = notAllowed(tagging, ids)
  const ports = fewNames(ways.map(({ port }) => port))
  return cut.length === 0
    ? []
    : [message('warning.vlan-not-allowed', { bridge, ports, vlans: cut.join(', ') })]
}

/** Those of the VLANs that none of the ways out lets through. */
export function notAllowed(
  { native, ways }: Pick<Tagging, 'native' | 'ways'>,
  ids: readonly number[],
): number[] {
  return ids.filter((id) => id !== native && !ways.some(({ vlans }) => covers(vlans, id)))
}
