/** What is wrong with forwards of ports to a NIC: the same in the form and in the backend. Pure. */
import type { PortForward, PortSpan, TakenPort, UserMode } from '../model/port-forward.ts'
import { formatAddress, isIn, parseAddress, parseSubnet } from './ip.ts'
import type { Family } from './ip.ts'
import { isInterfaceName } from './names.ts'
import { problem } from './problem.ts'
import type { Problem } from './problem.ts'

export const LAST_PORT = 65_535

/** Who can come by a forward. */
export type Reachable = 'anyone' | 'address' | 'this-computer'

const LOOPBACKS = ['127.0.0.0/8', '::1/128'].flatMap((text) => parseSubnet(text) ?? [])

export function reachableBy({ address, device }: PortForward): Reachable {
  const parsed = address === null ? null : parseAddress(address)
  if (device === 'lo') return 'this-computer'
  if (!parsed || parsed.value === 0n) return 'anyone'
  return LOOPBACKS.some((subnet) => isIn(parsed, subnet)) ? 'this-computer' : 'address'
}

/** Letters as libvirt writes an address back, so that what was asked for is what is read. */
export function plainAddress(text: string): string {
  const parsed = parseAddress(text)
  return parsed ? formatAddress(parsed) : text
}

/** `8080`, `8000–8010`. */
export function spanText({ first, last }: PortSpan): string {
  return first === last ? String(first) : `${first}–${last}`
}

/** What stands in the way of a forward on this host. */
export type Standing = Pick<UserMode, 'lowestPort' | 'taken'>

const NOTHING: Standing = { lowestPort: 0, taken: [] }

/** @param standing left out where the host is not known, and where it is not asked about */
export function forwardProblems(forwards: PortForward[], standing = NOTHING): Problem[] {
  return forwards.flatMap((forward, index) => {
    const at = (name: string) => `forwards.${index}.${name}`
    const written = writtenProblems(forward, at)
    if (written.length > 0) return written
    if (forwards.slice(0, index).some((other) => overlaps(forward, other))) {
      return [problem(at('ports'), 'forward-overlap')]
    }
    return standingProblems(forward, standing, at)
  })
}

/** Without what was so before: the machine may run with it by now. */
export function forwardProblemsSince(
  before: PortForward[],
  forwards: PortForward[],
  standing?: Standing,
): Problem[] {
  const known = new Set(before.map((forward) => JSON.stringify(forward)))
  return forwardProblems(forwards, standing).filter(({ field }) => {
    const forward = forwards[Number(field.split('.')[1])]
    return !known.has(JSON.stringify(forward)) || !forward
  })
}

function writtenProblems(forward: PortForward, at: (name: string) => string): Problem[] {
  const { address, device, ranges, except } = forward
  const isBadTo = ranges.some(
    ({ first, last, to }) =>
      isSpan({ first, last }) && !isSpan({ first: to, last: to + last - first }),
  )
  return [
    ...(address !== null && !parseAddress(address) ? [problem(at('address'), 'address')] : []),
    ...(device !== null && !isInterfaceName(device)
      ? [problem(at('device'), 'interface-name')]
      : []),
    ...(ranges.every(isSpan) ? [] : [problem(at('ports'), 'forward-ports')]),
    ...(isBadTo ? [problem(at('to'), 'forward-to')] : []),
    ...(except.every(isSpan) ? [] : [problem(at('except'), 'forward-except')]),
  ]
}

function standingProblems(
  forward: PortForward,
  { lowestPort, taken }: Standing,
  at: (name: string) => string,
): Problem[] {
  const isLow = forward.ranges.some(({ first }) => first < lowestPort)
  if (isLow) return [problem(at('ports'), 'port-privileged', { least: lowestPort })]
  const taker = takerOf(forward, taken)
  if (!taker) return []
  const { port, by } = taker
  if (by.machine !== null) {
    return [problem(at('ports'), 'port-of-machine', { port, machine: by.machine })]
  }
  return by.program === null
    ? [problem(at('ports'), 'port-taken', { port })]
    : [problem(at('ports'), 'port-taken-by', { port, program: by.program })]
}

/** Of all ports only those are meant that are free: nobody is in their way. */
export function takerOf(
  forward: PortForward,
  taken: TakenPort[],
): { port: number; by: TakenPort } | null {
  for (const by of taken) {
    if (by.protocol !== forward.protocol || !meet(by.address, forward.address)) continue
    const port = forward.ranges.flatMap((range) => firstCommon(range, by, forward.except) ?? [])[0]
    if (port !== undefined) return { port, by }
  }
  return null
}

function firstCommon(a: PortSpan, b: PortSpan, except: PortSpan[]): number | null {
  const last = Math.min(a.last, b.last)
  let port = Math.max(a.first, b.first)
  for (;;) {
    const skipped = except.find((span) => span.first <= port && port <= span.last)
    if (!skipped) break
    port = skipped.last + 1
  }
  return port <= last ? port : null
}

function overlaps(a: PortForward, b: PortForward): boolean {
  if (a.protocol !== b.protocol || !meet(a.address, b.address)) return false
  if (a.device !== null && b.device !== null && a.device !== b.device) return false
  // All that are free twice is the same said twice; beside a range it is what that leaves.
  if (a.ranges.length === 0 || b.ranges.length === 0) return a.ranges.length === b.ranges.length
  const except = [...a.except, ...b.except]
  return a.ranges.some((one) => b.ranges.some((two) => firstCommon(one, two, except) !== null))
}

/** Is there an address that both listen on? */
function meet(a: string | null, b: string | null): boolean {
  const [one, two] = [familyAndValue(a), familyAndValue(b)]
  if (one.family !== null && two.family !== null && one.family !== two.family) return false
  return one.value === 0n || two.value === 0n || one.value === two.value
}

function familyAndValue(text: string | null): { family: Family | null; value: bigint } {
  const parsed = text === null ? null : parseAddress(text)
  return parsed ?? { family: null, value: 0n }
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= LAST_PORT
}

function isSpan({ first, last }: PortSpan): boolean {
  return isPort(first) && isPort(last) && first <= last
}

/** `tcp 127.0.0.1:8080 → 80`, for lists. */
export function forwardText({ protocol, address, device, ranges, except }: PortForward): string {
  const host = address?.includes(':') ? `[${address}]` : (address ?? '')
  const at = `${host}${device === null ? '' : `%${device}`}`
  const spans = ranges.map(({ first, last, to }) => {
    const guest = spanText({ first: to, last: to + last - first })
    return `${at === '' ? '' : `${at}:`}${spanText({ first, last })} → ${guest}`
  })
  const left = except.map((span) => `−${spanText(span)}`)
  return [protocol, spans.join(', ') || `${at}${at === '' ? '' : ':'}*`, ...left].join(' ')
}
