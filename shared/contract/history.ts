/** The part of the contract that is about what has been done. */
import { z } from 'zod'
import type { HistoryDetails, HistoryEntry, WiringDifference } from '../model/history.ts'
import type { Plan } from '../model/plan.ts'
import { id } from '../schemas/fields.ts'

export interface HistoryMethods {
  /** What was changed on this host, the latest first. */
  getHistory(): Promise<HistoryEntry[]>
  /** All of one of them; of what is not kept any more there is nothing. */
  getHistoryDetails(entry: string): Promise<HistoryDetails>
  /**
   * Takes a change back, of this session or an earlier one: what was changed returns as it was.
   * Rejects where somebody else has changed since what it would put back, and names it.
   */
  planUndo(changeId: string): Promise<Plan>
  /** What is other now than before that entry: as it is, and as it was. Rejects with `wiring-unknown`. */
  getWiringDifferences(entry: string): Promise<WiringDifference[]>
  /** Back to the wiring before that entry, as a whole or not at all. */
  planWiringBack(entry: string): Promise<Plan>
}

export const historyMethods = {
  getHistory: z.tuple([]),
  getHistoryDetails: z.tuple([id]),
  planUndo: z.tuple([id]),
  getWiringDifferences: z.tuple([id]),
  planWiringBack: z.tuple([id]),
}
