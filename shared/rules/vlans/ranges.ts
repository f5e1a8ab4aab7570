/** VLANs that a port of a bridge lets through, as a person writes them. Pure. */
import type { VlanRange } from '../../model/bridge-settings.ts'
import { problem } from '../problem.ts'
import type { Problem } from '../problem.ts'
import { isVlan, MOST_RANGES } from './numbers.ts'

/** NetworkManager’s and the kernel’s own, where nothing else is said. */
export const USUAL_NATIVE = 1

/**
 * `1, 10, 20-30`, in this order; nothing is no VLAN. `10 pvid untagged`, as nmcli writes it, is one
 * that frames without a tag belong to. Null where it is anything else.
 */
export function parseRanges(text: string): VlanRange[] | null {
  const found: VlanRange[] = []
  for (const word of text.split(/[\s,;]+/).filter((part) => part !== '')) {
    const last = found.at(-1)
    if (word === 'pvid' || word === 'untagged') {
      if (!last || last[word]) return null
      last[word] = true
      continue
    }
    const range = rangeOf(word)
    if (!range) return null
    found.push(range)
  }
  return found.length <= MOST_RANGES ? found : null
}

function rangeOf(word: string): VlanRange | null {
  const [, first = '', last = first] = /^(\d{1,4})(?:[-–](\d{1,4}))?$/.exec(word) ?? []
  const [from, to] = [Number(first), Number(last)]
  if (first === '' || !isVlan(from) || !isVlan(to) || to < from) return null
  return { from, to, pvid: false, untagged: false }
}

export function rangesText(ranges: readonly VlanRange[]): string {
  return ranges.map(rangeText).join(', ')
}

function rangeText({ from, to, pvid, untagged }: VlanRange): string {
  const flags = [...(pvid ? ['pvid'] : []), ...(untagged ? ['untagged'] : [])]
  return [from === to ? String(from) : `${from}-${to}`, ...flags].join(' ')
}

/** What NetworkManager refuses of them. */
export function rangeProblems(ranges: readonly VlanRange[], at: string): Problem[] {
  const twice = ranges.find((range, index) =>
    ranges.slice(0, index).some((other) => range.from <= other.to && other.from <= range.to),
  )
  if (twice) return [problem(at, 'vlan-twice', { id: twice.from })]
  const natives = ranges.filter(({ pvid }) => pvid)
  const isOne = natives.length <= 1 && natives.every(({ from, to }) => from === to)
  return isOne ? [] : [problem(at, 'vlan-pvid')]
}

export function covers(ranges: readonly VlanRange[], id: number): boolean {
  return ranges.some(({ from, to }) => id >= from && id <= to)
}

/**
 * A port has the native VLAN by itself, untagged; listed without more the kernel would tag it there,
 * and give the frames without a tag to no VLAN at all.
 */
export function withoutNative(ranges: readonly VlanRange[], native: number): VlanRange[] {
  return ranges.flatMap((range) => {
    const isSaid = range.pvid || range.untagged
    if (isSaid || !covers([range], native)) return [range]
    const parts = [
      { ...range, to: native - 1 },
      { ...range, from: native + 1 },
    ]
    return parts.filter(({ from, to }) => from <= to)
  })
}
