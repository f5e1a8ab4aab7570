/** Lines that a person copies as they are. Pure. */
import { sshTarget } from '../../../shared/rules/connection-uri.ts'
import { commandLine } from '../../../shared/rules/shell.ts'

/**
 * Without the first line an ordinary user's virsh and virt-xml go to that user's own libvirt; what is
 * done to a far host by other programs has to run there.
 */
export function toPaste(uri: string, lines: string[]): string[] {
  const commands = lines.map((line) => (isNmcli(line) ? onHostOf(uri, line) : line))
  const areForLibvirt = commands.some((line) => /\bvir(sh|t-xml) /.test(line))
  const first = commandLine(['export', `LIBVIRT_DEFAULT_URI=${uri}`])
  // A plan that takes in another's commands has it already, somewhere.
  return areForLibvirt ? [first, ...commands.filter((line) => line !== first)] : commands
}

function isNmcli(line: string): boolean {
  return line.startsWith('nmcli ')
}

/** `-n`: the lines that are pasted after it are none that it is to read. */
function onHostOf(uri: string, line: string): string {
  const target = sshTarget(uri)
  return target ? commandLine(['ssh', '-n', ...target, line]) : line
}
