/** What the backend takes for a bridge's settings: see model/bridge-settings.ts. */
import { z } from 'zod'
import { macPattern } from '../rules/mac.ts'
import { LEAST_VLAN, MOST_RANGES, MOST_VLAN } from '../rules/vlans/numbers.ts'
import { interfaceName } from './fields.ts'

const vlanId = z.number().int().min(LEAST_VLAN).max(MOST_VLAN)

export const vlanRange = z
  .strictObject({
    from: vlanId,
    to: vlanId,
    /** Do frames without a tag belong to it? */
    pvid: z.boolean(),
    /** Do its frames leave without a tag? */
    untagged: z.boolean(),
  })
  .refine(({ from, to }) => from <= to)

const vlanRanges = z.array(vlanRange).max(MOST_RANGES)

/** Besides the native VLAN, which each port has. */
export const portVlans = z.strictObject({ port: interfaceName, vlans: vlanRanges })

/** NetworkManager's `bridge` section and two keys of `802-3-ethernet`; null is its own default. */
export const bridgeOptions = z.strictObject({
  stp: z.boolean(),
  /** Of 65536; the lowest one of all bridges becomes the root of the tree. */
  priority: z.number().int().min(0).max(65535).nullable(),
  /** Seconds that a port listens before it forwards; none only without STP. */
  forwardDelay: z.number().int().min(0).max(30).nullable(),
  /** Seconds after which an unheard MAC is forgotten. */
  ageingTime: z.number().int().min(0).max(1_000_000).nullable(),
  multicastSnooping: z.boolean(),
  vlanFiltering: z.boolean(),
  /** Of frames without a tag; 0 for none. What is older says nothing of it, and has the usual one. */
  nativeVlan: z.number().int().min(0).max(MOST_VLAN).nullable().default(null),
  /** Those besides that the bridge's own end has, which is the host's. */
  vlans: vlanRanges.default([]),
  /** Null: the NIC's, so that its DHCP lease stays. */
  mac: z.string().regex(macPattern).nullable(),
  /** Null: the NIC's. */
  mtu: z.number().int().min(1).max(65535).nullable(),
})

/** How the host itself is reached through a bridge; not carried over from a NIC but given. */
export const bridgeAddresses = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('dhcp') }),
  z.strictObject({ method: z.literal('none') }),
  z.strictObject({
    method: z.literal('static'),
    /** With prefix, both families: `198.51.100.20/24`. */
    addresses: z.array(z.string().max(64)).min(1).max(32),
    /** Of either family; null for none of IPv4. */
    gateway: z.string().max(64).nullable(),
    /** IPv6's beside it. Left out: the family that `gateway` is not of keeps what it has. */
    gateway6: z.string().max(64).nullable().optional(),
    /** Addresses, or what NetworkManager writes of more: see rules/name-servers.ts. */
    dns: z.array(z.string().max(320)).max(8),
  }),
])
