/** Conversations as rows of a table: what stands in their columns, and how they are ordered. Pure. */
import type { Conversation, ConversationEnd } from '../../../shared/model/conversation.ts'
import type { Sort } from '../sort.ts'

export const conversationColumns = [
  'from',
  'to',
  'protocol',
  'packets',
  'sent',
  'received',
  'last',
] as const
export type ConversationColumn = (typeof conversationColumns)[number]
export type ConversationSort = Sort<ConversationColumn>

/** Where a table of figures begins: the most of it first. */
export const mostFirst: ConversationSort = { column: 'last', descending: true }

export function packetsOf({ sent, received }: Conversation): number {
  return sent.packets + received.packets
}

/** As it is written: an address of IPv6 has colons of its own. */
export function endText({ address, port }: ConversationEnd): string {
  if (port === null) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

const texts = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
const byEnd = (one: ConversationEnd, other: ConversationEnd) =>
  texts.compare(one.address, other.address) || (one.port ?? 0) - (other.port ?? 0)

const orders: Record<ConversationColumn, (a: Conversation, b: Conversation) => number> = {
  from: (a, b) => byEnd(a.from, b.from),
  to: (a, b) => byEnd(a.to, b.to),
  protocol: (a, b) => texts.compare(a.protocol, b.protocol),
  packets: (a, b) => packetsOf(a) - packetsOf(b),
  sent: (a, b) => a.sent.bytes - b.sent.bytes,
  received: (a, b) => a.received.bytes - b.received.bytes,
  last: (a, b) => a.lastAt - b.lastAt,
}

export function sortedConversations(
  conversations: Conversation[],
  { column, descending }: ConversationSort,
): Conversation[] {
  const order = orders[column]
  return conversations.toSorted((a, b) => (descending ? order(b, a) : order(a, b)) || a.id - b.id)
}
