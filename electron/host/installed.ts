/** What does not answer may not be there at all, which has another remedy. */
import type { ErrorData } from '../../shared/errors.ts'
import { programFile } from './programs.ts'

/** The one daemon of old, or the one of those that libvirt was split into that runs machines. */
const libvirtDaemons = ['libvirtd', 'virtqemud']

export function isLibvirtInstalled(): boolean {
  return libvirtDaemons.some((name) => programFile(name) !== null)
}

export function isNetworkManagerInstalled(): boolean {
  return programFile('NetworkManager') !== null
}

/**
 * Why this computer's own libvirt can't be used. Its library comes with the app's package and says
 * nothing of the daemon, for which a person would be told to start a unit that there is not.
 */
export function libvirtProblem(error: ErrorData, uri: string, isInstalled: boolean): ErrorData {
  const isOwn = uri === 'qemu:///system'
  const is = isOwn && error.code === 'libvirt-unavailable' && !isInstalled
  // The command that starts it goes with it: nothing is there to be started.
  return is ? { ...error, code: 'libvirt-missing', params: {} } : error
}
