/** What of a NIC can be changed while its machine runs. Pure. */
import type { NicChanges, NicPart, NicSettings, NicWire } from '../model/nic-settings.ts'
import { nicParts } from '../model/nic-settings.ts'
import type { NetworkKind } from '../model/network-kind.ts'
import { socketOf } from './networks/kinds.ts'
import { isLive } from './nic-parts.ts'

/** How the host's end of a cable is made. */
export type WireKind = 'bridge' | 'openvswitch' | 'other'

/** The parts in which two settings differ. */
export function differingParts(before: NicSettings, after: NicSettings): NicPart[] {
  return nicParts.filter((part) => !isEqual(before[part], after[part]))
}

/** Only what really changes. */
export function changesBetween(before: NicSettings, after: NicSettings): NicChanges {
  return pick(after, differingParts(before, after))
}

export function pick(settings: NicSettings, parts: readonly NicPart[]): NicChanges {
  return Object.fromEntries(parts.map((part) => [part, settings[part]]))
}

/** Those that wait for the machine's next start, because its card or its cable is made then. */
export function partsForNextStart(
  before: NicWire,
  changes: NicChanges,
  wireKind: (wire: NicWire) => WireKind,
): NicPart[] {
  return nicParts.filter((part) => {
    if (!(part in changes)) return false
    if (part === 'source' && changes.source) return !canMove(before, changes.source, wireKind)
    return !isLive(part)
  })
}

/** A tap can be taken from one bridge to the next; libvirt changes no other cable of a running NIC. */
function canMove(from: NicWire, to: NicWire, wireKind: (wire: NicWire) => WireKind): boolean {
  return wireKind(from) === wireKind(to) && wireKind(to) !== 'other'
}

/** @param kindOf the kind of a libvirt network; undefined when there is none of that name */
export function wireKindOf(
  wire: NicWire,
  kindOf: (network: string) => NetworkKind | undefined,
): WireKind {
  if (wire.type === 'bridge') return 'bridge'
  if (wire.type !== 'network') return 'other'
  const kind = kindOf(wire.network)
  if (kind === undefined) return 'other'
  const socket = socketOf(kind)
  return socket === 'device' ? 'other' : socket
}

/** Whatever the order of their keys. */
function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a, inOrder) === JSON.stringify(b, inOrder)
}

function inOrder(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
