/** Is a libvirt the one of this computer, whose devices are the kernel's that we see? */
import type { Connection } from 'node-libvirt'

/**
 * libvirt elsewhere is reached through a socket (see ssh.ts): its devices may have the names of
 * ours, and are not to be looked up.
 */
export async function isHere(connection: Connection): Promise<boolean> {
  return /^[a-z]+:\/\/\//.test(await connection.getUri())
}
