/** Addresses that the kernel makes up for privacy and lets go again (RFC 8981). */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { NetworkManagerClient } from './client.ts'

const run = promisify(execFile)

interface Entry {
  addr_info: { local?: string }[]
}

/** NetworkManager lists them now and then and does not mark them: they must not be kept. */
export async function markTemporary(nm: NetworkManagerClient): Promise<void> {
  const { stdout } = await run('ip', ['-j', '-6', 'address', 'show', 'temporary'])
  const entries = JSON.parse(stdout || '[]') as Entry[]
  const addresses = entries.flatMap(({ addr_info }) => addr_info ?? [])
  nm.state.temporary = new Set(addresses.flatMap(({ local }) => local ?? []))
}
