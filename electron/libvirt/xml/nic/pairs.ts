/** Which of a machine's running NICs is which of its stored ones. Pure. */
import { isInherited, isSaidOfDevice } from '../../../../shared/rules/nic-parts.ts'
import type { NicChanges, NicPart, NicSettings } from '../../../../shared/model/nic-settings.ts'
import { differingParts } from '../../../../shared/rules/nic-changes.ts'

export interface Card {
  /** Its place on the machine's bus, which a stored NIC keeps from start to start. */
  slot: string | null
  settings: NicSettings
}

/** Each running NIC with its stored one, then those that are only stored. */
export function pairNics<T extends Card>(
  live: T[],
  stored: T[],
): { live: T | null; stored: T | null }[] {
  const rest = [...stored]
  const partners = new Map<T, T>()
  for (const isSame of [isSameCard, isSameMac, isSamePlug]) {
    for (const nic of live.filter((item) => !partners.has(item))) {
      const index = rest.findIndex((other) => isSame(nic, other))
      const [partner] = index >= 0 ? rest.splice(index, 1) : []
      if (partner) partners.set(nic, partner)
    }
  }
  return [
    ...live.map((nic) => ({ live: nic, stored: partners.get(nic) ?? null })),
    ...rest.map((nic) => ({ live: null, stored: nic })),
  ]
}

function isSameCard(a: Card, b: Card): boolean {
  return a.slot === b.slot && a.settings.mac === b.settings.mac
}

function isSameMac(a: Card, b: Card): boolean {
  return a.settings.mac === b.settings.mac
}

/** A card that got another MAC is not a new one. */
function isSamePlug(a: Card, b: Card): boolean {
  const hasMoved = differingParts(a.settings, b.settings).includes('source')
  return a.slot !== null && a.slot === b.slot && !hasMoved
}

const NOTHING = JSON.stringify({ inbound: null, outbound: null })

/** The parts in which what is stored differs from what runs, so that they wait for the next start. */
export function pendingParts(live: NicSettings, stored: NicSettings): NicPart[] {
  const inherits = stored.source.type === 'network'
  const fromPool = poolOf(live, stored) !== null
  return differingParts(live, stored).filter((part) => {
    if (fromPool && !isSaidOfDevice(part)) return false
    return !(inherits && isInherited(part) && isUnset(stored[part]))
  })
}

/**
 * The network that a running virtual function may be out of: libvirt shows such a NIC as a device
 * of the host, and leaves its network out. Null: none.
 */
export function poolOf(
  live: Pick<NicSettings, 'source'>,
  stored: Pick<NicSettings, 'source'>,
): string | null {
  const isDevice = live.source.type === 'other' && live.source.description === 'hostdev'
  return isDevice && stored.source.type === 'network' ? stored.source.network : null
}

/**
 * What was asked for and is not so afterwards, although libvirt said nothing.
 * @param compare a running NIC has more than was asked for: what its network gives it
 */
export function untakenParts(
  asked: NicChanges,
  after: NicSettings,
  compare: (after: NicSettings, wanted: NicSettings) => NicPart[] = differingParts,
): NicPart[] {
  const wanted = { ...after, ...asked }
  return compare(comparable(after), comparable(wanted)).filter(
    // What is left to libvirt is as libvirt made it.
    (part) => !((part === 'model' || part === 'mac') && !wanted[part]),
  )
}

/** libvirt sorts a filter's parameters, and takes one queue for what there is anyway. */
function comparable(settings: NicSettings): NicSettings {
  const { filter, queues } = settings
  const sorted = filter && {
    ...filter,
    parameters: filter.parameters
      .map(({ name, value }) => ({ name, value: value.toLowerCase() }))
      .sort((a, b) => (`${a.name} ${a.value}` < `${b.name} ${b.value}` ? -1 : 1)),
  }
  return { ...settings, filter: sorted, queues: queues === 1 ? null : queues }
}

function isUnset(value: NicSettings[NicPart]): boolean {
  return value === null || value === false || JSON.stringify(value) === NOTHING
}
