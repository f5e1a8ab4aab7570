import type { Message } from '../message.ts'

/** A change of the host's network that others are trying, or have left half done. */
export interface OthersChange {
  /** Of the bridge's profile; of a checkpoint without one, NetworkManager's. */
  id: string
  what: Message
  /** `bea@laptop`, with Puente; null where another program does not say. */
  by: string | null
  /** ms since 1970 */
  since: number
  /** Does NetworkManager go back by itself, unless it is kept in time? */
  isHeld: boolean
}
