/** What may be asked of a NIC's cable. */
import { z } from 'zod'
import { areFit, areNone } from '../rules/link-conditions.ts'

export const wayConditions = z.strictObject({
  ...{ delay: z.number(), jitter: z.number(), loss: z.number(), duplicates: z.number() },
  rate: z.number().nullable(),
})
export const linkConditions = z
  .strictObject({ toMachine: wayConditions, fromMachine: wayConditions })
  .refine((asked) => areFit(asked) && !areNone(asked))
