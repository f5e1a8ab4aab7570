/** The VLANs of a cable, as the picture shows them. Pure. */
import type { VlanRange } from '../../../shared/model/bridge-settings.ts'
import type { Vlan } from '../../../shared/model/nic-settings.ts'
import { rangesText } from '../../../shared/rules/vlans/ranges.ts'
import type { Cable, CableVlans } from './types.ts'

export function oneVlan(id: number): CableVlans {
  return { id, text: String(id) }
}

/** What a bridge's port carries tagged, besides the native VLAN. */
export function trunkOf(ranges: readonly VlanRange[]): CableVlans | undefined {
  const [only, ...others] = ranges
  if (!only) return undefined
  const isOne = others.length === 0 && only.from === only.to
  return isOne
    ? oneVlan(only.from)
    : { id: null, text: rangesText(ranges.map((range) => ({ ...range, ...plain }))) }
}

const plain = { pvid: false, untagged: false }

/** A machine with several tags has a trunk of its own. */
export function tagsOn(vlan: Vlan | undefined): CableVlans | undefined {
  return unionOf((vlan?.tags ?? []).map(({ id }) => oneVlan(id)))
}

/** Of a group's cables: all that any of them has. */
export function unionOf(all: readonly (Cable['vlans'] | undefined)[]): CableVlans | undefined {
  const texts = new Set(all.flatMap((vlans) => vlans?.text.split(', ') ?? []))
  const [only] = texts
  if (only === undefined) return undefined
  if (texts.size === 1) return { id: /^\d+$/.test(only) ? Number(only) : null, text: only }
  const sorted = [...texts].sort((a, b) => parseInt(a, 10) - parseInt(b, 10))
  return { id: null, text: sorted.join(', ') }
}
