/** Which host a libvirt is on: the one place that decides it. */
import { isOnThisComputer, parseConnectionUri } from '../../shared/rules/connection-uri.ts'
import { thisComputer } from '../host/here/this-computer.ts'
import { hostOf, hostWithoutNetwork } from '../host/host.ts'
import type { Host } from '../host/host.ts'
import { farSide } from '../host/link/far-side.ts'
import { Link } from '../host/link/link.ts'
import { sideOfLibvirt } from '../host/link/login.ts'

/** @param elsewhere the URI of any other libvirt than this computer's own; undefined for that one */
export function hostFor(elsewhere: string | undefined): Host {
  if (elsewhere === undefined) return hostOf(thisComputer)
  const far = farHost(elsewhere)
  if (far) return far
  // A person's own libvirt has this computer's files and programs, and no say over its network.
  return isOnThisComputer(elsewhere) ? hostWithoutNetwork(thisComputer) : hostWithoutNetwork()
}

/** That ssh leads to: an ordinary user's libvirt there has no say over its network. */
function farHost(text: string): Host | null {
  const uri = parseConnectionUri(text)
  if ('problem' in uri || uri.host === null || uri.transport !== 'ssh') return null
  const { host, user, port, path } = uri
  const link = new Link({ host, user, port })
  return path === '/system' ? hostOf(farSide(link)) : hostWithoutNetwork(sideOfLibvirt(link))
}
