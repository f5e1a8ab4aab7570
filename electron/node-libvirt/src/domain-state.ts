import * as C from './constants/domain.ts'

/** What a domain does (C: `virDomainState`). */
export type DomainState =
  'nostate' | 'running' | 'blocked' | 'paused' | 'shutdown' | 'shutoff' | 'crashed' | 'pmsuspended'

export interface DomainStateInfo {
  state: DomainState
  /** Why: one of `VIR_DOMAIN_RUNNING_*`, `VIR_DOMAIN_PAUSED_*`, … as the state has it. */
  reason: number
}

const STATES: readonly DomainState[] = [
  'nostate',
  'running',
  'blocked',
  'paused',
  'shutdown',
  'shutoff',
  'crashed',
  'pmsuspended',
]

/** A state that a newer libvirt invents reads as `nostate`, which is what C programs make of it. */
export const domainState = (state: number): DomainState =>
  STATES[state] ?? STATES[C.VIR_DOMAIN_NOSTATE]!
