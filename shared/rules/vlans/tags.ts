/** The VLAN tags of a machine's NIC, as a person writes them: `42`, or `10, 20` for a trunk. Pure. */
import type { Vlan } from '../../model/nic-settings.ts'

/** libvirt's own bound of a tag. */
const MOST_TAG = 4095

export function tagsText(vlan: Vlan | null): string {
  return vlan?.tags.map(({ id }) => id).join(', ') ?? ''
}

/** Nothing, or numbers that a tag can have. */
export function areTags(text: string): boolean {
  return wordsOf(text).every((word) => /^\d{1,4}$/.test(word) && Number(word) <= MOST_TAG)
}

/** @param before gives what can't be typed: how a tag is the native one */
export function tagsOf(text: string, trunk: boolean, before: Vlan | null = null): Vlan | null {
  const ids = wordsOf(text)
    .filter((word) => /^\d+$/.test(word))
    .map(Number)
  if (ids.length === 0) return null
  const native = new Map(before?.tags.map((tag) => [tag.id, tag.native]))
  const tags = ids.map((id) => ({ id, native: native.get(id) ?? null }))
  return { trunk: trunk || tags.length > 1, tags }
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '')
}
