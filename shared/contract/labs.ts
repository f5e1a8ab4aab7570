/** The part of the contract that is about labs: a whole wiring in a file. */
import { z } from 'zod'
import { labForms, labTemplates, MOST_COPIES } from '../model/labs/lab.ts'
import type { Plan } from '../model/plan.ts'
import { hostPath, objectName } from '../schemas/fields.ts'
import { drawnLab } from '../schemas/lab.ts'
import type { DrawnLab } from '../schemas/lab.ts'

export interface LabMethods {
  /**
   * Writes a file where the person chooses in the desktop's own dialog, and tells its name; null: they
   * chose nothing. Rejects with `lab-empty`.
   */
  saveLab(selection: SaveLabIntent): Promise<string | null>
  /**
   * Everything that it would make of this host, as one plan with its difference (`lab`); one without
   * steps has nothing to do. Null: the person chose no file.
   * Rejects with `lab-malformed`, `lab-invalid`, `lab-too-large`, `image-unfit`, and with what each part
   * rejects with.
   */
  planOpenLab(intent: OpenLabIntent): Promise<Plan | null>
  /** The same of one that is in no file yet: a person has drawn it in the window. */
  planDrawnLab(lab: DrawnLab, image?: string): Promise<Plan>
}

const saveLab = z.union([
  z.strictObject({
    /** Those, and what is connected to them; null: everything. */
    networks: z.array(objectName).min(1).max(512).nullable(),
    /** Default: a lab’s file. */
    as: z.enum(labForms).optional(),
  }),
  /** What is drawn in the window, instead of what is there. */
  z.strictObject({ drawn: drawnLab }),
])
export const copies = z.int().min(1).max(MOST_COPIES)
/** The volume that machines are made from which this host has not; left out: they are none. */
export const image = hostPath.optional()
const openLab = z.strictObject({
  /** `file`: one that the person chooses now; `again`: the one that they chose last. */
  from: z.enum(['file', 'again', ...labTemplates]),
  copies,
  image,
})

export type SaveLabIntent = z.infer<typeof saveLab>
export type OpenLabIntent = z.infer<typeof openLab>
export type { DrawnLab }

export const labMethods = {
  saveLab: z.tuple([saveLab]),
  planOpenLab: z.tuple([openLab]),
  planDrawnLab: z.tuple([drawnLab, image]),
}
