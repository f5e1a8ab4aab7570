/** What is typed into the forms of a bridge, and what is asked for with it. Pure. */
import type { BridgeAddresses } from '../../shared/model/bridge-settings.ts'
import { addressProblems } from '../../shared/rules/bridge-problems.ts'
import type { Problem } from '../../shared/rules/problem.ts'

/** `usual`: as they are, or as they come with the NIC. */
export type AddressMethod = 'usual' | BridgeAddresses['method']

export interface AddressDraft {
  method: AddressMethod
  /** Several, with commas or spaces between. */
  addresses: string
  gateway: string
  dns: string
}

export function emptyAddresses(): AddressDraft {
  return { method: 'usual', addresses: '', gateway: '', dns: '' }
}

/** Null where nothing is asked for. */
export function askedAddresses(draft: AddressDraft): BridgeAddresses | null {
  const { method } = draft
  if (method === 'usual') return null
  if (method !== 'static') return { method }
  return {
    method,
    addresses: words(draft.addresses),
    gateway: draft.gateway.trim() || null,
    dns: words(draft.dns),
  }
}

/** By the field that it stands under: `addresses`, `gateway`, `dns`. */
export function draftProblems(draft: AddressDraft): Problem[] {
  const asked = askedAddresses(draft)
  if (asked?.method !== 'static') return []
  const found = addressProblems(asked)
  const missing = asked.addresses.length === 0 ? [noAddress] : []
  return [...missing, ...found].map(({ field, text }) => ({
    field: field.split('.')[0] ?? field,
    text,
  }))
}

const noAddress: Problem = { field: 'addresses', text: { key: 'problem.host-cidr' } }

function words(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean)
}
