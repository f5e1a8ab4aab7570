/** Addresses that the kernel makes up for privacy and lets go again (RFC 8981). */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

interface Entry {
  addr_info: { local?: string }[]
}

export async function readPrivacyAddresses(): Promise<Set<string>> {
  const { stdout } = await run('ip', ['-j', '-6', 'address', 'show', 'temporary'])
  const entries = JSON.parse(stdout || '[]') as Entry[]
  const addresses = entries.flatMap(({ addr_info }) => addr_info ?? [])
  return new Set(addresses.flatMap(({ local }) => local ?? []))
}
