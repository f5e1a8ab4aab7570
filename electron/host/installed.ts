/** What does not answer may not be there at all, which has another remedy. */
import type { ErrorData } from '../../shared/errors.ts'
import type { HostSide } from './side.ts'

/** The one daemon of old, or the one of those that libvirt was split into that runs machines. */
const libvirtDaemons = ['libvirtd', 'virtqemud']

export async function isLibvirtInstalled(side: HostSide): Promise<boolean> {
  return (await Promise.all(libvirtDaemons.map((name) => side.hasProgram(name)))).includes(true)
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
