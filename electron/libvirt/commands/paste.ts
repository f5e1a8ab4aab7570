/** Lines that a person copies as they are. Pure. */
import { commandLine } from '../../../shared/rules/shell.ts'

/** Without it an ordinary user's virsh and virt-xml go to that user's own libvirt. */
export function toPaste(uri: string, commands: string[]): string[] {
  const areForLibvirt = commands.some((line) => /\bvir(sh|t-xml) /.test(line))
  const first = commandLine(['export', `LIBVIRT_DEFAULT_URI=${uri}`])
  // A plan that takes in another's commands has it already, somewhere.
  return areForLibvirt ? [first, ...commands.filter((line) => line !== first)] : commands
}
