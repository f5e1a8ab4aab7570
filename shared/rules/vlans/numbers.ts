/** VLANs by number, as a person writes them, and the names of what is made for each. Pure. */
import { firstFreeName, isInterfaceName } from '../names.ts'

/** 0 is no VLAN and 4095 is kept back (IEEE 802.1Q). */
export const LEAST_VLAN = 1
export const MOST_VLAN = 4094

/** A switch has no more of them on a port that leads to a workstation. */
export const MOST_AT_ONCE = 64

/** More ranges of one port nobody writes by hand, and a profile would hardly hold. */
export const MOST_RANGES = 256

export function isVlan(id: number): boolean {
  return Number.isInteger(id) && id >= LEAST_VLAN && id <= MOST_VLAN
}

/** `10, 20, 30-32`, in this order; null where it is anything else, or nothing. */
export function parseVlans(text: string): number[] | null {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '')
  const ids = words.map(rangeOf)
  if (ids.length === 0 || ids.includes(null)) return null
  const all = ids.flatMap((range) => range ?? [])
  return all.length <= MOST_AT_ONCE ? all : null
}

function rangeOf(word: string): number[] | null {
  const [, first = '', last = first] = /^(\d{1,4})(?:[-–](\d{1,4}))?$/.exec(word) ?? []
  const [from, to] = [Number(first), Number(last)]
  if (first === '' || !isVlan(from) || !isVlan(to) || to < from) return null
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

/** `eth0.10`, as everybody names it; `vlan10` where that is longer than a name may be. */
export function vlanInterfaceName(nic: string, id: number): string {
  const usual = `${nic}.${id}`
  return isInterfaceName(usual) ? usual : `vlan${id}`
}

export function freeVlanBridgeName(taken: Iterable<string>, id: number): string {
  return firstFreeName(taken, (index) => (index === 0 ? `br${id}` : `br${id}-${index}`))
}

export function freeVlanNetworkName(taken: Iterable<string>, id: number): string {
  return firstFreeName(taken, (index) => (index === 0 ? `vlan${id}` : `vlan${id}-${index}`))
}
