/** Who talks to whom on a cable: what went between two ends while it was captured. */
export interface Conversation {
  /** Of its capture; its packets have it, too. */
  id: number
  /** Who was heard first. */
  from: ConversationEnd
  to: ConversationEnd
  /** TCP, UDP, ICMP…; for anything else, as the decoder calls it. */
  protocol: string
  /** Whole frames, as they passed. */
  sent: Counted
  received: Counted
  /** Of its last packet, in seconds since 1970. */
  lastAt: number
}

export interface ConversationEnd {
  /** Of IP, or of the card where there is none; somebody else's text. */
  address: string
  port: number | null
}

export interface Counted {
  packets: number
  bytes: number
}

/** Of one capture. */
export interface Conversations {
  /** The latest last. */
  conversations: Conversation[]
  /** How many had been silent the longest when there were too many: they are no longer counted. */
  dropped: number
}

/** A scan of ports makes one for each; a person looks through fewer. */
export const MOST_CONVERSATIONS = 500
