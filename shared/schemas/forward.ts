/** A forward as it is kept on this computer: it may have been edited by hand, or by others. */
import { z } from 'zod'
import { parseAddress } from '../rules/ip.ts'
import { interfaceNamePattern } from '../rules/names.ts'
import { LAST_PORT, plainAddress } from '../rules/port-forwards.ts'

const address = z.string().refine((text) => parseAddress(text) !== null && !text.includes('%'))
const port = z.int().min(1).max(LAST_PORT)

/** What a person says of one. */
export const forwardWish = {
  protocol: z.enum(['tcp', 'udp']),
  address: z
    .string()
    .max(64)
    .refine((text) => parseAddress(text) !== null && !text.includes('%'))
    .transform(plainAddress)
    .nullable(),
  ...{ port, toPort: port },
}
export const guestAddress = address

export const forwardSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{8}$/),
  protocol: z.enum(['tcp', 'udp']),
  address: address.nullable(),
  port,
  toPort: port,
  machine: z.guid(),
  mac: z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/),
  bridge: z.string().regex(interfaceNamePattern),
  to: address,
  source: z.enum(['kept', 'host']),
})
