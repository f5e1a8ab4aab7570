/** Which host a libvirt is on: the one place that decides it. */
import { isOnThisComputer, parseConnectionUri } from '../../shared/rules/connection-uri.ts'
import { thisComputer } from '../host/here/this-computer.ts'
import { hostOf, hostWithoutNetwork } from '../host/host.ts'
import type { Host } from '../host/host.ts'
import { farSide } from '../host/link/far-side.ts'
import { Link } from '../host/link/link.ts'
import type { Target } from '../host/link/ssh-arguments.ts'

/** @param elsewhere the URI of any other libvirt than this computer's own; undefined for that one */
export function hostFor(elsewhere: string | undefined): Host {
  if (elsewhere === undefined) return hostOf(thisComputer)
  const target = targetOf(elsewhere)
  if (target) return hostOf(farSide(new Link(target)))
  // A person's own libvirt has this computer's files and programs, and no say over its network.
  return isOnThisComputer(elsewhere) ? hostWithoutNetwork(thisComputer) : hostWithoutNetwork()
}

/** Of a host's own libvirt that ssh leads to: an ordinary user's there has no say over its network. */
function targetOf(text: string): Target | null {
  const uri = parseConnectionUri(text)
  if ('problem' in uri || uri.host === null || uri.transport !== 'ssh') return null
  const { host, user, port, path } = uri
  return path === '/system' ? { host, user, port } : null
}
