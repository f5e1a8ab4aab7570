/** Which host a libvirt is on: the one place that decides it. */
import { isOnThisComputer } from '../../shared/rules/connection-uri.ts'
import { thisComputer } from '../host/here/this-computer.ts'
import { hostOf, hostWithoutNetwork } from '../host/host.ts'
import type { Host } from '../host/host.ts'

/** @param elsewhere the URI of any other libvirt than this computer's own; undefined for that one */
export function hostFor(elsewhere: string | undefined): Host {
  if (elsewhere === undefined) return hostOf(thisComputer)
  // A person's own libvirt has this computer's files and programs, and no say over its network.
  return isOnThisComputer(elsewhere) ? hostWithoutNetwork(thisComputer) : hostWithoutNetwork()
}
