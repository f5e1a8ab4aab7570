/** What is typed into the forms of a bridge, and what is asked for with it. Pure. */
import type { HostInterface } from '../../../shared/model/host.ts'
import type { BridgeAddresses } from '../../../shared/model/bridge-settings.ts'
import { addressProblemsSince } from '../../../shared/rules/bridge-problems.ts'
import type { Problem } from '../../../shared/rules/problem.ts'
import { globalAddresses } from '../../../shared/rules/global-addresses.ts'

/** `usual`: as they are, or as they come with the NIC. */
export type AddressMethod = 'usual' | BridgeAddresses['method']

export interface AddressDraft {
  method: AddressMethod
  /** Several, with commas or spaces between. */
  addresses: string
  gateway: string
  gateway6: string
  dns: string
}

/** @param now what the bridge has, to begin static addresses with */
export function addressDraft(now?: Pick<HostInterface, 'ipv4' | 'ipv6'>): AddressDraft {
  const families = now ? [now.ipv4, now.ipv6] : []
  return {
    method: 'usual',
    addresses: now ? globalAddresses(now).join(', ') : '',
    gateway: now?.ipv4.gateway ?? '',
    gateway6: now?.ipv6.gateway ?? '',
    dns: families.flatMap(({ dns }) => dns).join(', '),
  }
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
    gateway6: draft.gateway6.trim() || null,
    dns: words(draft.dns),
  }
}

/** The draft in which these are asked for, as askedAddresses reads it. */
export function filledDraft(before: AddressDraft, asked: BridgeAddresses | null): AddressDraft {
  if (asked === null) return { ...before }
  if (asked.method !== 'static') return { ...before, method: asked.method }
  return {
    method: asked.method,
    addresses: asked.addresses.join(', '),
    gateway: asked.gateway ?? '',
    gateway6: asked.gateway6 ?? '',
    dns: asked.dns.join(', '),
  }
}

/**
 * By the field that it stands under: `addresses`, `gateway`, `gateway6`, `dns`.
 * @param before what was there when the form was opened
 */
export function draftProblems(draft: AddressDraft, before: AddressDraft): Problem[] {
  const asked = askedAddresses(draft)
  if (asked?.method !== 'static') return []
  const found = addressProblemsSince(askedAddresses({ ...before, method: 'static' }), asked)
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
