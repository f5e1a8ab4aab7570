/** What takes a command of the administrator's back, and whether that would still be it. Pure. */
import type { HostCommand } from './fix.ts'

/** What has to be said by the first before the command itself is run: another's rule may have its number by then. */
export interface Condition {
  argv: string[]
  line: string
}

export type TakingBack = HostCommand & { only?: Condition }

/**
 * Of `nft insert rule inet gate forward …`, by the `# handle 5` of its answer: a number that begins
 * anew when somebody loads the table anew, and then is that of a rule which is not ours.
 * @param told what it said when it was run
 */
export function backOf({ argv, undo }: HostCommand, told: string): TakingBack | null {
  if (undo === undefined) return null
  if (undo !== 'by-handle') return { argv: undo }
  const place = argv.slice(3, 6)
  const start = ['insert', 'rule', ...place].join(' ')
  const line = told.split('\n').find((text) => text.startsWith(`${start} `)) ?? ''
  const rule = line.slice(start.length).trim()
  const [handle] = /(?<=# handle )\d+$/.exec(rule) ?? []
  if (!handle) return null
  return {
    argv: ['nft', 'delete', 'rule', ...place, 'handle', handle],
    only: { argv: ['nft', '--handle', 'list', 'chain', ...place], line: rule },
  }
}

export function isStillSo({ line }: Condition, said: string): boolean {
  return said.split('\n').some((text) => text.trim() === line)
}
