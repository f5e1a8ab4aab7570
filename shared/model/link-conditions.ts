/** What a NIC's cable does to packets on purpose, each way: network emulation, the kernel's netem. */
export interface WayConditions {
  /** Milliseconds. */
  delay: number
  /** So many milliseconds earlier or later each packet is, by chance; never more than the delay. */
  jitter: number
  /** Percent of the packets. */
  loss: number
  duplicates: number
  /** kbit/s; null: as fast as it goes. */
  rate: number | null
}

/** As the machine sees it: what it receives, and what it sends. */
export interface LinkConditions {
  toMachine: WayConditions
  fromMachine: WayConditions
}

export const ways = ['toMachine', 'fromMachine'] as const
export type Way = (typeof ways)[number]

/** Of a machine's NIC; absent where it has neither. */
export interface NicConditions {
  /** What the kernel does now. */
  now: LinkConditions | null
  /** What the machine has from its next start on. */
  kept: LinkConditions | null
}

/** Why nothing can be done to a NIC's cable. */
export const conditionHindrances = [
  'elsewhere',
  'session',
  'no-tap',
  'no-tc',
  'no-netem',
  'no-ifb',
  'no-helper',
] as const
export type ConditionHindrance = (typeof conditionHindrances)[number]

/** What can be done to a NIC's cable on this host; null: no reason against it. */
export interface ConditionStanding {
  conditions: ConditionHindrance | null
  unplugging: 'elsewhere' | 'no-virsh' | null
}

export const MOST_DELAY = 10_000
/** 10 Gbit/s. */
export const MOST_RATE = 10_000_000
/** An evening's forgotten cable is back the same evening. */
export const MOST_UNPLUGGED_SECONDS = 3_600
