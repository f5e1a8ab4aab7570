/** What is done to network filters, as `virsh` lines to copy. Pure. */
import { fedLine } from '../../../shared/rules/shell.ts'
import { virshLine } from './line.ts'

export function defineFilterCommand(xml: string): string {
  return fedLine(xml, ['virsh', 'nwfilter-define', '/dev/stdin'])
}

export function removeFilterCommand(name: string): string {
  return virshLine(['nwfilter-undefine'], name)
}
