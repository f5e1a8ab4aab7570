/** The part of the contract that is about finding out why something does not work. */
import { z } from 'zod'
import type { Diagnosis, DiagnosisTarget } from '../model/finding.ts'
import type { Plan } from '../model/plan.ts'
import { id, interfaceName, nicRef, uuid } from '../schemas/fields.ts'

export interface DoctorMethods {
  /** Looks at everything between the target and the network; told step by step as `diagnosis`. */
  diagnose(target: DiagnosisTarget, options: DiagnoseOptions): Promise<Diagnosis>
  /** What the app would do about a finding that it has told of. */
  planFix(finding: string): Promise<Plan>
}

export interface DiagnoseOptions {
  /** The asker's own name for this run, by which its progress is known. */
  run: string
  /** Look also at what only an administrator may see: polkit asks for the password. */
  asAdministrator: boolean
}

/** How far a run has come. */
export interface DiagnosisProgress {
  run: string
  done: number
  total: number
}

const target = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('everything') }),
  z.strictObject({ type: z.literal('machine'), uuid }),
  z.strictObject({
    type: z.literal('nic'),
    uuid,
    nic: nicRef,
  }),
  z.strictObject({ type: z.literal('network'), uuid }),
  z.strictObject({ type: z.literal('bridge'), name: interfaceName }),
  z.strictObject({ type: z.literal('host') }),
])
const options = z.strictObject({
  run: id,
  asAdministrator: z.boolean(),
})

export const doctorMethods = {
  diagnose: z.tuple([target, options]),
  planFix: z.tuple([z.string().min(1).max(512)]),
}
