/** Whether rules do what they say, as this host has tried it: pings from it to a guest, before and since. */
export interface RuleTrial {
  /** By its name. */
  machine: string
  /** The guest's. */
  address: string
  /** Does the guest still answer this host by these rules? */
  wanted: boolean
  before: boolean
  now: boolean
}

/** `unknown`: a guest that answered nothing before proves nothing by answering nothing now. */
export type TrialVerdict = 'open' | 'closed' | 'not-closed' | 'not-open' | 'unknown'

export function verdictOfTrial({ wanted, before, now }: RuleTrial): TrialVerdict {
  if (now) return wanted ? 'open' : 'not-closed'
  if (!before) return 'unknown'
  return wanted ? 'not-open' : 'closed'
}
