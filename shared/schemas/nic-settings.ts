/** What the backend takes for a network card's settings: see model/nic-settings.ts. */
import { z } from 'zod'
import { directModes } from '../model/nic-settings.ts'
import type { NicSettings } from '../model/nic-settings.ts'
import { parseAddress } from '../rules/ip.ts'
import { interfaceNamePattern } from '../rules/names.ts'
import { LAST_PORT, plainAddress } from '../rules/port-forwards.ts'
import { interfaceName, mac, objectName } from './fields.ts'

/** libvirt's own rule for what it has no name for. */
export const model = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/)

const positive = z.int().min(1).max(4_294_967_295)
const rate = z.strictObject({
  average: positive,
  peak: positive.nullable(),
  burst: positive.nullable(),
})
const vlanTag = z.strictObject({
  id: z.int().min(0).max(4095),
  native: z.enum(['tagged', 'untagged']).nullable(),
})
export const vlan = z.strictObject({
  trunk: z.boolean(),
  tags: z.array(vlanTag).min(1).max(4096),
})
const filterParameter = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9_]{1,64}$/),
  value: z.string().regex(/^[A-Za-z0-9_.:,+/ -]{1,256}$/),
})

const port = z.int().min(1).max(LAST_PORT)
const isOrdered = ({ first, last }: { first: number; last: number }) => first <= last
const portRange = z
  .strictObject({ first: port, last: port, to: port })
  .refine((range) => isOrdered(range) && range.to + range.last - range.first <= LAST_PORT)
const portForward = z.strictObject({
  protocol: z.enum(['tcp', 'udp']),
  address: z
    .string()
    .refine((text) => parseAddress(text) !== null)
    .transform(plainAddress)
    .nullable(),
  device: z.string().regex(interfaceNamePattern).nullable(),
  ranges: z.array(portRange).max(64),
  except: z.array(z.strictObject({ first: port, last: port }).refine(isOrdered)).max(64),
})
export const forwards = z.array(portForward).max(256)

export const source = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('network'),
    network: objectName,
    portGroup: objectName.nullable(),
  }),
  z.strictObject({ type: z.literal('bridge'), bridge: interfaceName }),
  z.strictObject({
    type: z.literal('direct'),
    device: interfaceName,
    mode: z.enum(directModes),
  }),
  z.strictObject({ type: z.literal('user') }),
])

export const nicSettings = z.strictObject({
  source,
  model,
  mac,
  linkUp: z.boolean(),
  bootOrder: z.int().min(1).max(999).nullable(),
  mtu: z.int().min(68).max(65_521).nullable(),
  bandwidth: z.strictObject({ inbound: rate.nullable(), outbound: rate.nullable() }),
  vlan: vlan.nullable(),
  isolated: z.boolean(),
  trustGuestRxFilters: z.boolean(),
  filter: z
    .strictObject({ name: objectName, parameters: z.array(filterParameter).max(64) })
    .nullable(),
  queues: z.int().min(1).max(256).nullable(),
  forwards,
} satisfies Record<keyof NicSettings, z.ZodType>)
