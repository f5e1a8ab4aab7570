/** What a device has counted since it was made, in one direction. */
export interface Counted {
  bytes: number
  packets: number
  errors: number
  drops: number
}

export interface Traffic {
  received: Counted
  sent: Counted
}

/** All counters at one moment. */
export interface TrafficSample {
  /** Milliseconds, on a clock that nobody sets. */
  at: number
  /** Interfaces of the host by name; received is what came in to the host. */
  interfaces: Record<string, Traffic>
  /** NICs of running machines by their tap; received is what came in to the guest. */
  nics: Record<string, Traffic>
}
