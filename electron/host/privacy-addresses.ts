/** Addresses that the kernel makes up for privacy and lets go again (RFC 8981). */
import { read } from './programs.ts'

interface Entry {
  addr_info: { local?: string }[]
}

export async function readPrivacyAddresses(): Promise<Set<string>> {
  const text = await read('ip', ['-j', '-6', 'address', 'show', 'temporary'])
  const entries = JSON.parse(text || '[]') as Entry[]
  const addresses = entries.flatMap(({ addr_info }) => addr_info ?? [])
  return new Set(addresses.flatMap(({ local }) => local ?? []))
}
