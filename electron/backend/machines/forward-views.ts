/** Forwards of ports, as plans say them: who reaches what from where. Pure. */
import { isDeepStrictEqual } from 'node:util'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { NicDetails } from '../../../shared/model/machine.ts'
import type { NicChanges } from '../../../shared/model/nic-settings.ts'
import type { PlanView } from '../../../shared/model/plan.ts'
import type { PortForward } from '../../../shared/model/port-forward.ts'
import { forwardText, reachableBy, spanText } from '../../../shared/rules/port-forwards.ts'
import type { Place } from '../../../shared/rules/nic-places.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import type { Element } from '../../libvirt/xml/dom.ts'
import { changedNic } from '../../libvirt/xml/nic/create.ts'
import { asksOf } from '../../libvirt/xml/reach/added.ts'

/** One sentence for each range of ports. */
export function forwardSteps(forwards: PortForward[] = []): Message[] {
  return forwards.flatMap((forward) => {
    const { address, device, ranges } = forward
    const who = reachableBy(forward)
    const protocol = forward.protocol.toUpperCase()
    const said = { protocol, address: address ?? device ?? '' }
    if (ranges.length === 0) return [message(`step.forward.${who}-all`, said), ...excepted(forward)]
    const each = ranges.map(({ first, last, to }) => {
      const ports = {
        ports: spanText({ first, last }),
        to: spanText({ first: to, last: to + last - first }),
      }
      return message(`step.forward.${who}`, { ...said, ...ports })
    })
    return [...each, ...excepted(forward)]
  })
}

function excepted({ except }: PortForward): Message[] {
  if (except.length === 0) return []
  return [message('step.forward.except', { ports: except.map(spanText).join(', ') })]
}

/** Said where the machine becomes one that others can come to. */
export function forwardWarnings(forwards: PortForward[] = []): Message[] {
  const isOpen = forwards.some((forward) => reachableBy(forward) !== 'this-computer')
  return isOpen ? [message('warning.forward-open')] : []
}

/** Those that there are no more. @param asked undefined where they are not changed */
export function noMore(
  before: PortForward[],
  asked: PortForward[] | undefined,
  mac: string,
): Message[] {
  if (!asked) return []
  const gone = before.filter((one) => !asked.some((other) => isDeepStrictEqual(one, other)))
  return gone.map((forward) => message('lost.nic-forwards', { mac, value: forwardText(forward) }))
}

/** What newly listens on the host: asked about outside of the window, as in a text. */
export function asksToListen(after: Element, before: Element | null): Pick<PlanView, 'asks'> {
  const asks = asksOf(after, before).filter(({ key }) => key === 'reach.listen')
  return asks.length > 0 ? { asks } : {}
}

export function listenAsks(
  { xml }: NicDetails,
  changes: NicChanges,
  place: Place | null,
): Pick<PlanView, 'asks'> {
  const before = xml.stored ?? xml.running
  if (!changes.forwards || before === null) return {}
  return asksToListen(parse(changedNic(before, changes, place)), parse(before))
}
