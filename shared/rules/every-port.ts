/** Forwards of as many of the host's ports to one machine as passt can listen on. Pure. */
import type { PortForward, PortSpan, TakenPort, UserMode } from '../model/port-forward.ts'

/** Of both protocols and families, a socket each; passt leaves out those that the kernel lends. */
export const FILES_FOR_ALL = 200_000
/** For the connections themselves. */
const LEFT = 2_048
/** Below it are those that people give to servers of their own. */
const LAST = 9_999
/** Where machines' displays (VNC, SPICE) take theirs: with none left, its own machine could not start. */
const DISPLAYS: PortSpan = { first: 5_900, last: 5_999 }

export interface EveryPort {
  forwards: PortForward[]
  /** How many files may be open, where that is too few for all; null: it is all. */
  limit: number | null
}

export function everyPort({
  openFiles,
  lowestPort,
  taken,
}: Pick<UserMode, 'openFiles' | 'lowestPort' | 'taken'>): EveryPort {
  if (openFiles === null || openFiles >= FILES_FOR_ALL) {
    return { forwards: [{ ...all('tcp'), except: [DISPLAYS] }, all('udp')], limit: null }
  }
  const count = Math.max(1, openFiles - LEFT)
  const first = Math.max(lowestPort, 1, LAST + 1 - count)
  const span = { first, last: LAST }
  const range = { ...span, to: first }
  const except = spansIn(span, taken)
  return { forwards: [{ ...all('tcp'), ranges: [range], except }], limit: openFiles }
}

function all(protocol: PortForward['protocol']): PortForward {
  return { protocol, address: null, device: null, ranges: [], except: [] }
}

/** passt gives up a range of which one port is somebody's. */
function spansIn({ first, last }: PortSpan, taken: TakenPort[]): PortSpan[] {
  const others = taken.filter((one) => one.protocol === 'tcp' && !isDisplays(one))
  const spans = [...others, DISPLAYS]
    .map((one) => ({ first: Math.max(one.first, first), last: Math.min(one.last, last) }))
    .filter((one) => one.first <= one.last)
  const known = new Set<string>()
  return spans.filter((one) => {
    const key = `${one.first}-${one.last}`
    return !known.has(key) && known.add(key)
  })
}

function isDisplays({ first, last }: PortSpan): boolean {
  return DISPLAYS.first <= first && last <= DISPLAYS.last
}
