/** What has to be there before libvirt can be asked to open a connection. */
import { parseConnectionUri } from '../../../shared/rules/connection-uri.ts'
import { look } from '../../host/here/programs.ts'
import type { HostSide, Login } from '../../host/side.ts'
import { SshTunnel } from './ssh.ts'

/** As long as this process: each backend has one connection, and an added one anew another login. */
const tunnels = new Map<string, { tunnel: SshTunnel; login: Login | null }>()

/**
 * @param side of the host that it is on
 * @returns the URI that libvirt is given for the connection of this name
 * @throws LinkError
 */
export async function reach(named: string, { login }: HostSide): Promise<string> {
  const uri = parseConnectionUri(named)
  if ('problem' in uri) return named
  if (named === 'qemu:///session') await startSession()
  if (uri.transport !== 'ssh' || uri.host === null) return named
  const known = tunnels.get(named)
  const isSame = known?.login === login
  const tunnel = isSame ? known.tunnel : await SshTunnel.open(uri, uri.host, login)
  tunnels.set(named, { tunnel, login })
  await tunnel.enter()
  return `${uri.driver}+unix://${uri.path}?socket=${encodeURIComponent(tunnel.socket)}`
}

/** What the way there had to say; libvirt itself knows only that nobody answered. */
export function wordsFrom(named: string): string {
  return tunnels.get(named)?.tunnel.words.trim() ?? ''
}

/**
 * The person's own daemon is started by whoever asks for it first, which libvirt can't do inside
 * Electron (see ssh.ts): virsh does. Where it fails, opening the connection tells why.
 */
async function startSession(): Promise<void> {
  await look('virsh', ['-c', 'qemu:///session', 'version'], { timeout: 15_000 })
}
