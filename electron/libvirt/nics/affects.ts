/** Where a change of a machine's devices takes effect: what runs, what is stored, or both. */
import type { When } from '../../../shared/contract/contract.ts'

/** Which of a machine's two lives a change reaches. */
export interface Affects {
  live: boolean
  config: boolean
}

export function affects(when: When): Affects {
  return { live: when !== 'stored', config: when !== 'now' }
}
