/** Which of a machine's running NICs is which of its stored ones. Pure. */
import type { NicPart, NicSettings } from '../../../../shared/model/nic-settings.ts'
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

/** What a NIC takes from its network (or its port group) where it has nothing of its own. */
const INHERITED: readonly NicPart[] = [
  'mtu',
  'bandwidth',
  'vlan',
  'isolated',
  'trustGuestRxFilters',
]
const NOTHING = JSON.stringify({ inbound: null, outbound: null })

/** The parts in which what is stored differs from what runs, so that they wait for the next start. */
export function pendingParts(live: NicSettings, stored: NicSettings): NicPart[] {
  const inherits = stored.source.type === 'network'
  return differingParts(live, stored).filter(
    (part) => !(inherits && INHERITED.includes(part) && isUnset(stored[part])),
  )
}

function isUnset(value: NicSettings[NicPart]): boolean {
  return value === null || value === false || JSON.stringify(value) === NOTHING
}
