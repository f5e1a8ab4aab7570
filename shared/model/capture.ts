/** Packets that are written down as they pass an interface of the host. */
export interface Capture {
  id: string
  interface: string
  /** In the syntax of pcap-filter(7); empty: every packet. */
  filter: string
  /** Where it is saved, on the person's own computer. */
  file: string
  /** How many packets were written; of those that the list does not show, too. */
  packets: number
  /** Null while it runs. */
  end: CaptureEnd | null
  /** The program's own words, where it failed. */
  cause: string | null
}

/** `limit`: of size or time. */
export type CaptureEnd = 'stopped' | 'limit' | 'failed'

/** One packet, as the decoder tells it: each text is somebody else's. */
export interface CapturedPacket {
  number: number
  /** Seconds since 1970. */
  at: number
  from: string
  to: string
  protocol: string
  length: number
  summary: string
  /** Of its capture. */
  conversation: number
}

/** What captures can be on this host. */
export interface CaptureStanding {
  /**
   * Who captures: dumpcap, for the person themselves or through the package's helper; `far`: on the host
   * that ssh leads to, as whoever logs in there.
   */
  by: 'person' | 'administrator' | 'far' | null
  /** Why nobody can. */
  hindrance: CaptureHindrance | null
  wireshark: boolean
}

export const captureHindrances = [
  'elsewhere',
  'no-tshark',
  'no-dumpcap',
  'no-helper',
  'no-dumpcap-far',
  'not-allowed-far',
] as const
export type CaptureHindrance = (typeof captureHindrances)[number]

/** A file of this size is still opened by anything; no disk is filled overnight. */
export const MOST_MEGABYTES = 2_000
export const MOST_MINUTES = 720
/** At once. */
export const MOST_CAPTURES = 8
export const LONGEST_FILTER = 500
