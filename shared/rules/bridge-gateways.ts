/** The gateways that static addresses are given with: one for each family. Pure. */
import type { BridgeAddresses } from '../model/bridge-settings.ts'
import { parseAddress } from './ip.ts'
import type { Family } from './ip.ts'

export type StaticAddresses = Extract<BridgeAddresses, { method: 'static' }>

/** Those that are asked for, as they were typed. */
export function gatewaysOf({ gateway, gateway6 }: StaticAddresses): string[] {
  return [gateway, gateway6 ?? null].filter((text) => text !== null)
}

/** Undefined where nothing was said of the family's: it keeps the one it has. */
export function gatewayOf(asked: StaticAddresses, family: Family): string | null | undefined {
  const given = gatewaysOf(asked).find((text) => parseAddress(text)?.family === family)
  if (given !== undefined) return given
  if (asked.gateway6 !== undefined) return null
  return family === 'ipv6' || asked.gateway !== null ? undefined : null
}
