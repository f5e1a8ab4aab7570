/** Whether a NIC's VLAN tags do anything at its place, and what else they need. Pure. */
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import { canBeAt } from '../../../shared/rules/nic-places.ts'
import type { Place } from '../../../shared/rules/nic-places.ts'

/**
 * The first that gives a bridge of the host the tags of its ports. Nothing but a start would tell
 * whether a libvirt does: storing is never refused, and its driver for tests starts either (9.0, tried).
 */
const FIRST_ON_BRIDGES = 11

export interface Tagging {
  place: Place
  /** The host's own bridge that the cable leads to; null for any other place, and libvirt's. */
  hostBridge: string | null
  /** libvirt's, such as `11.3.0`; null when it is not known. */
  version: string | null
  /** Whether that bridge filters VLANs; null when it is not known. */
  filters: boolean | null
}

/**
 * Elsewhere the machine would not start: libvirt up to 10 refuses tags on any Linux bridge, and newer
 * ones still do on the bridges of their own networks (tried with 9.0 and 11.3).
 */
export function vlanWarnings({ place, hostBridge, version, filters }: Tagging): Message[] {
  if (canBeAt('vlan', place)) return []
  const major = version === null ? null : Number(version.split('.')[0])
  const isTagged = hostBridge !== null && (major === null || major >= FIRST_ON_BRIDGES)
  if (!isTagged) return [message('warning.vlan-needs-switch')]
  const params = { bridge: hostBridge }
  return [message(filters === false ? 'warning.vlan-unfiltered' : 'warning.vlan-ports', params)]
}
