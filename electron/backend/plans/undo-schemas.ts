/** What ways back have in common on disk. */
import { z } from 'zod'
import type { UndoRecord } from '../history/history.ts'

/** Of a change that is part of another one. Its data is checked by its own kind. */
export const undoRecord: z.ZodType<UndoRecord> = z.object({
  kind: z.string().max(64),
  data: z.unknown(),
})
