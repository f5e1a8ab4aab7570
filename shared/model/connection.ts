import type { ServiceState } from './inventory.ts'

/** One libvirt that the app is connected to, or tries to be. */
export interface Connection {
  /** Its only spelling, and so its id. */
  uri: string
  /** This computer's own, which also has the host's network; always there. */
  isHost: boolean
  /** Its backend runs. */
  ready: boolean
  libvirt: ServiceState
  /** A change to the host's connection waits for "Keep?". */
  awaitsAnswer: boolean
}
