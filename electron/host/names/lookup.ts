/** Looking a name up as any program of the host does. */
import type { HostSide } from '../side.ts'

/** A DNS server that does not answer is asked for longer. */
const PATIENCE_MS = 3_000

/** Its addresses; none where nobody knows it. */
export async function addressesOfName(side: HostSide, name: string): Promise<string[]> {
  const { stdout } = await side.look('getent', ['ahosts', '--', name], { timeout: PATIENCE_MS })
  const found = stdout.split('\n').flatMap((line) => /^\S+/.exec(line)?.[0] ?? [])
  return [...new Set(found)]
}

export async function hostNameOf(side: HostSide): Promise<string> {
  const [text] = await side.readFiles(['/proc/sys/kernel/hostname'])
  return text?.trim() ?? ''
}
