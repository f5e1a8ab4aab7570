/** What was made, what the doctor said of it, and what came of its fix: one row a fault. */
export interface Row {
  fault: string
  /** The code that came first. */
  found: string
  /** How it was ended, and whether the guest then had a network. */
  fix: string
  seconds: number
}

export const NOT_FAKED = 'unit test only'

export function asText(rows: Row[]): string {
  const widths = [34, 22, 34]
  const line = (cells: string[]) =>
    cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')
  const body = rows.map(({ fault, found, fix, seconds }) =>
    line([fault, found, fix, `${seconds.toFixed(1)} s`]),
  )
  return [line(['fault', 'found first', 'its fix', '']), ...body].join('\n')
}
