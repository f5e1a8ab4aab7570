/** The table of parts and hosts: passed / failed; a dash where nothing was run. */
import type { Count } from './count.ts'

/** @param counts by `HOST PART` */
export function hostTable(
  hosts: string[],
  parts: string[],
  counts: ReadonlyMap<string, Count>,
): string {
  const cell = (host: string, part: string) => {
    const count = counts.get(`${host} ${part}`)
    return count ? `${count.passed} / ${count.failed}` : '–'
  }
  const rows = parts.map((part) => [part, ...hosts.map((host) => cell(host, part))])
  return [['passed / failed', ...hosts], ...rows].map(line).join('\n')

  function line(cells: string[]): string {
    return cells
      .map((text, index) => text.padEnd(index === 0 ? 16 : 14))
      .join('')
      .trimEnd()
  }
}
