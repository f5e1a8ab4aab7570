/** What is asked of an interface's own connection, which the history keeps, to ask it anew. */
import { z } from 'zod'
import { interfaceName } from './fields.ts'

const address = z.string().max(64)

const familySettings = z.strictObject({
  /** `auto`: DHCP, and what routers announce. */
  method: z.enum(['auto', 'manual', 'none']),
  /** With prefix; with `auto` beside those that are given. */
  addresses: z.array(address).max(32),
  gateway: address.nullable(),
})

export const interfaceSettings = z.strictObject({
  ipv4: familySettings,
  ipv6: familySettings,
  /** Of both families: addresses, or what NetworkManager writes of more (rules/name-servers.ts). */
  dns: z.array(z.string().max(320)).max(8),
  /** Domains that are added to a name without one. */
  search: z.array(z.string().max(253)).max(16),
  routes: z
    .array(
      z.strictObject({
        destination: address,
        /** Null: right there on the link. */
        nextHop: address.nullable(),
        metric: z.number().int().min(0).max(0xffffffff).nullable(),
      }),
    )
    .max(64),
  /** Null: what the interface has by itself. */
  mtu: z.number().int().min(1).max(65535).nullable(),
})

export const changeInterface = z.strictObject({
  interface: interfaceName,
  settings: interfaceSettings,
})

export type FamilySettings = z.infer<typeof familySettings>
export type InterfaceSettings = z.infer<typeof interfaceSettings>
export type ChangeInterfaceIntent = z.infer<typeof changeInterface>
