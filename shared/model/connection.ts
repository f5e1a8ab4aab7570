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
  /** What there is on it; null while nobody tells. */
  counts: HostCounts | null
}

export interface HostCounts {
  machines: number
  /** Of them. */
  running: number
  networks: number
  /** Of them. */
  active: number
  /** What the doctor saw in passing and somebody should see to. */
  findings: number
}

/** A machine or network of any of the connections, by its name. */
export interface FoundThing {
  uri: string
  kind: 'machine' | 'network'
  name: string
  /** Running, or active. */
  isOn: boolean
}
