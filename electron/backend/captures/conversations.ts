/** What of a capture went between whom, counted as its packets are read. Pure. */
import { MOST_CONVERSATIONS } from '../../../shared/model/conversation.ts'
import type {
  Conversation,
  ConversationEnd,
  Conversations,
} from '../../../shared/model/conversation.ts'
import type { ReadLine } from './words.ts'

type Talk = ReadLine['talk']

export class ConversationCount {
  readonly #most: number
  /** By their ends, whichever of them sends; the one that was silent the longest is the first. */
  readonly #byEnds = new Map<string, Conversation>()
  #last = 0
  #dropped = 0

  constructor(most = MOST_CONVERSATIONS) {
    this.#most = most
  }

  /** @returns which conversation it belongs to */
  add({ packet, talk }: ReadLine): number {
    const key = keyOf(talk)
    const found = this.#byEnds.get(key)
    if (!found && this.#byEnds.size >= this.#most) this.#drop()
    const conversation = found ?? this.#begin(talk)
    const way = isSame(conversation.from, talk.from) ? conversation.sent : conversation.received
    way.packets++
    way.bytes += packet.length
    conversation.lastAt = packet.at
    this.#byEnds.delete(key)
    this.#byEnds.set(key, conversation)
    return conversation.id
  }

  now(): Conversations {
    return { conversations: [...this.#byEnds.values()], dropped: this.#dropped }
  }

  #begin(talk: Talk): Conversation {
    const none = () => ({ packets: 0, bytes: 0 })
    return { ...talk, id: ++this.#last, sent: none(), received: none(), lastAt: 0 }
  }

  #drop(): void {
    const [oldest] = this.#byEnds.keys()
    if (oldest !== undefined && this.#byEnds.delete(oldest)) this.#dropped++
  }
}

/** The same of both ways. An address is somebody else's text, but has no line break: a line was read. */
function keyOf({ protocol, from, to }: Talk): string {
  const ends = [from, to].map(({ address, port }) => `${port ?? ''} ${address}`).sort()
  return [protocol, ...ends].join('\n')
}

function isSame(one: ConversationEnd, other: ConversationEnd): boolean {
  return one.address === other.address && one.port === other.port
}
