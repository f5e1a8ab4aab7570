import * as C from './constants/domain.ts'
import { flags } from './flags.ts'

const GROUPS = {
  state: C.VIR_DOMAIN_STATS_STATE,
  cpu: C.VIR_DOMAIN_STATS_CPU_TOTAL,
  balloon: C.VIR_DOMAIN_STATS_BALLOON,
  vcpu: C.VIR_DOMAIN_STATS_VCPU,
  interface: C.VIR_DOMAIN_STATS_INTERFACE,
  block: C.VIR_DOMAIN_STATS_BLOCK,
  perf: C.VIR_DOMAIN_STATS_PERF,
  iothread: C.VIR_DOMAIN_STATS_IOTHREAD,
  memory: C.VIR_DOMAIN_STATS_MEMORY,
  dirtyrate: C.VIR_DOMAIN_STATS_DIRTYRATE,
  vm: C.VIR_DOMAIN_STATS_VM,
} as const

export type StatsGroup = keyof typeof GROUPS

export interface StatsOptions {
  /** Which counters; all that the driver has if not given. */
  groups?: readonly StatsGroup[]
  /** Only domains that run, or only those that do not. Not for a list of domains. */
  active?: boolean
  /** Leave out what a busy domain could tell only later. */
  noWait?: boolean
  /** Reject if the driver lacks one of the groups, instead of leaving it out. */
  enforce?: boolean
}

/** @internal */
export const statsGroups = (options: StatsOptions): { groups: number; bits: number } => ({
  groups: (options.groups ?? []).reduce((bits, group) => bits | GROUPS[group], 0),
  bits: flags(
    [options.active === true, C.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE],
    [options.active === false, C.VIR_CONNECT_GET_ALL_DOMAINS_STATS_INACTIVE],
    [options.noWait, C.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT],
    [options.enforce, C.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS],
  ),
})
