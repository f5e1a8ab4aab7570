/** A user-mode NIC's `<portForward>` and `<backend>`, to and from the model. Pure. */
import { isDeepStrictEqual } from 'node:util'
import type { PortForward, PortRange, PortSpan } from '../../../../shared/model/port-forward.ts'
import { append, attribute, child, children, ensure, remove } from '../dom.ts'
import type { Element } from '../dom.ts'

export function readForwards(nic: Element): PortForward[] {
  return children(nic, 'portForward').map(readForward)
}

export function readForward(element: Element): PortForward {
  const ranges = children(element, 'range')
  const isExcluded = (range: Element) => attribute(range, 'exclude') === 'yes'
  return {
    protocol: attribute(element, 'proto') === 'udp' ? 'udp' : 'tcp',
    address: attribute(element, 'address'),
    device: attribute(element, 'dev'),
    ranges: ranges.filter((range) => !isExcluded(range)).map(readRange),
    except: ranges.filter(isExcluded).map(readSpan),
  }
}

function readSpan(range: Element): PortSpan {
  const first = Number(attribute(range, 'start'))
  return { first, last: Number(attribute(range, 'end') ?? first) }
}

function readRange(range: Element): PortRange {
  const span = readSpan(range)
  return { ...span, to: Number(attribute(range, 'to') ?? span.first) }
}

/** Of those that stay, the elements do, with whatever else somebody has written there. */
export function writeForwards(nic: Element, forwards: PortForward[]): void {
  const there = children(nic, 'portForward')
  if (isDeepStrictEqual(there.map(readForward), forwards)) return
  there.forEach(remove)
  for (const forward of forwards) {
    const index = there.findIndex((one) => isDeepStrictEqual(readForward(one), forward))
    const [kept] = index < 0 ? [] : there.splice(index, 1)
    if (kept) nic.appendChild(kept)
    else appendForward(nic, forward)
  }
  // libvirt forwards through passt alone.
  if (forwards.length > 0) setUserBackend(nic, 'passt')
}

export function setUserBackend(nic: Element, backend: 'passt'): void {
  ensure(nic, 'backend').setAttribute('type', backend)
}

/** Null: the emulator's own (slirp). */
export function readUserBackend(nic: Element): string | null {
  return attribute(child(nic, 'backend'), 'type')
}

function appendForward(nic: Element, forward: PortForward): void {
  const { protocol, address, device, ranges, except } = forward
  const element = append(nic, 'portForward', {
    proto: protocol,
    ...(address !== null && { address }),
    ...(device !== null && { dev: device }),
  })
  for (const { first, last, to } of ranges) {
    append(element, 'range', {
      ...written({ first, last }),
      ...(to !== first && { to: String(to) }),
    })
  }
  for (const span of except) append(element, 'range', { ...written(span), exclude: 'yes' })
}

function written({ first, last }: PortSpan): Record<string, string> {
  return { start: String(first), ...(last !== first && { end: String(last) }) }
}
