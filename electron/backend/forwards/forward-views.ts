/** Plans of forwards, as a person reads them. Pure. */
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { Forward, ForwardStanding } from '../../../shared/model/forward.ts'
import { asPortForward, reachOf } from '../../../shared/rules/forward-engines.ts'
import type { Reason } from '../../../shared/rules/forward-engines.ts'
import { forwardText } from '../../../shared/rules/port-forwards.ts'
import { forwardSteps, forwardWarnings } from '../machines/forward-views.ts'

/** `tcp 8080 → 192.168.122.10:80`, for lists and texts. */
export function textOf({ to, toPort, ...forward }: Forward): string {
  const host = to.includes(':') ? `[${to}]` : to
  const [from = ''] = forwardText(asPortForward({ ...forward, toPort })).split(' → ')
  return `${from} → ${host}:${toPort}`
}

/** What becomes of one that is set: how, and why so. */
export function setSteps(forward: Forward, because: Reason | null): Message[] {
  if (!forward.on) return [message('step.forward-off', { forward: textOf(forward) })]
  const steps = forwardSteps([asPortForward(forward)])
  const how = message(`step.forward-by-${forward.engine}`, { to: forward.to })
  return [...steps, how, ...(because ? [message(`forward.because.${because}`)] : [])]
}

export function removalSteps(forward: Forward): Message[] {
  return [message(`step.forward-end-${forward.engine}`, { forward: textOf(forward) })]
}

/** @param before what it was, which needs not be said again */
export function setWarnings(
  forward: Forward,
  before: Forward | null,
  standing: ForwardStanding,
  isOwn: boolean,
): Message[] {
  if (!forward.on) return []
  const isNew = !before?.on || textOf(before) !== textOf(forward)
  const isFromAfar = reachOf(forward) !== 'this-computer'
  return [
    ...(isNew ? forwardWarnings([asPortForward(forward)]) : []),
    ...(isOwn ? [message('warning.forward-own-address', { address: forward.to })] : []),
    ...(forward.engine === 'relay' && isFromAfar && standing.firewall
      ? [
          message(`warning.forward-${standing.firewall}`, {
            port: forward.port,
            protocol: forward.protocol,
          }),
        ]
      : []),
  ]
}

/** Asked by the shell, outside of the page: it lets others in. */
export function setAsks(forward: Forward, before: Forward | null): Message[] {
  const isSame = before?.on === true && textOf(before) === textOf(forward)
  if (!forward.on || isSame || reachOf(forward) === 'this-computer') return []
  return [message('reach.forward', { part: textOf(forward) })]
}
