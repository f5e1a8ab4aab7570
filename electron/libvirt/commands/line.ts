import { commandLine, withOperands } from '../../../shared/rules/shell.ts'

/** A line of virsh's, its options before what it is about. */
export function virshLine(words: readonly string[], ...operands: string[]): string {
  return commandLine(withOperands(['virsh', ...words], operands))
}
