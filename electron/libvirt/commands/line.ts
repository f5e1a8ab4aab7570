import { commandLine, withOperands } from '../../../shared/rules/shell.ts'

/** A line of virsh's, its options before what it is about. */
export function virshLine(words: readonly string[], ...operands: string[]): string {
  return commandLine(withOperands(['virsh', ...words], operands))
}

/**
 * What virsh finds this machine or network by, and no other: it takes a number for the id of a machine
 * that runs, and what has the shape of a UUID for one, before it looks for a name.
 */
export function virshName({ name, uuid }: { name: string; uuid: string }): string {
  return /^(\d+|[\da-f-]{32,36})$/i.test(name) ? uuid : name
}
