/** What may be said of what a machine may reach through a NIC. */
import { z } from 'zod'
import { MOST_RULES } from '../model/nic-rules.ts'
import { parsePlace } from '../rules/nic-rules.ts'
import { LAST_PORT } from '../rules/port-forwards.ts'

const place = z
  .string()
  .max(64)
  .refine((text) => parsePlace(text) !== null)
const service = z.strictObject({
  address: place,
  protocol: z.enum(['tcp', 'udp']),
  port: z.int().min(1).max(LAST_PORT),
})

export const nicRules = z.discriminatedUnion('allow', [
  z.strictObject({ allow: z.literal('internet') }),
  z.strictObject({ allow: z.literal('lan') }),
  z.strictObject({
    allow: z.literal('addresses'),
    addresses: z.array(place).min(1).max(MOST_RULES),
  }),
  z.strictObject({
    allow: z.literal('services'),
    services: z.array(service).min(1).max(MOST_RULES),
  }),
])
