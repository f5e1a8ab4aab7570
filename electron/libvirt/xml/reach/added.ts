/** What of a definition reaches into the host and has not done so before: what a person is asked about. Pure. */
import { message } from '../../../../shared/message.ts'
import type { Message } from '../../../../shared/message.ts'
import type { Element } from '../dom.ts'
import { machineParts } from './machine.ts'
import { networkParts } from './network.ts'
import { nicParts } from './nic.ts'
import type { ReachingPart } from './part.ts'

/** As much of a value as is read. */
const SHOWN = 120

const seekers: Record<string, (root: Element) => ReachingPart[]> = {
  network: networkParts,
  domain: machineParts,
  interface: (root) => nicParts(root, { path: root.nodeName, context: '' }),
}

export function reachingParts(root: Element): ReachingPart[] {
  return seekers[root.nodeName]?.(root) ?? []
}

/**
 * @param before what libvirt has now; null for nothing
 * @returns a sentence for each part that it does not have, in their order
 */
export function asksOf(root: Element, before: Element | null): Message[] {
  const left = new Map<string, number>()
  const count = (identity: string) => left.get(identity) ?? 0
  for (const { identity } of before ? reachingParts(before) : []) {
    left.set(identity, count(identity) + 1)
  }
  const isAdded = ({ identity }: ReachingPart) => {
    const there = count(identity)
    left.set(identity, there - 1)
    return there < 1
  }
  return reachingParts(root).filter(isAdded).map(sentenceOf)
}

function sentenceOf({ reach, path, line, value }: ReachingPart): Message {
  const words = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value
  return message(`reach.${reach}`, { line, part: words === '' ? path : `${path} (${words})` })
}
