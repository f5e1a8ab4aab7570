/** What came of each firewall, backend and kind of network: one row each. */
export interface Row {
  firewall: string
  rules: string
  kind: string
  /** Before anybody mended anything. */
  reaches: string
  named: string[]
  fixed: string
  afterReload: string
  afterRestart: string
  undone: string
}

const HEAD = [
  'firewall',
  'libvirt',
  'network',
  'reaches',
  'named',
  'fixed',
  'reload',
  'restart',
  'undone',
]

export function asText(rows: Row[]): string {
  const lines = rows.map((row) => [
    ...[row.firewall, row.rules, row.kind, row.reaches, [...new Set(row.named)].join(', ')],
    ...[row.fixed, row.afterReload, row.afterRestart, row.undone],
  ])
  const widths = HEAD.map((_, at) =>
    Math.max(...[HEAD, ...lines].map((cells) => cells[at]?.length ?? 0)),
  )
  return [HEAD, ...lines]
    .map((cells) =>
      cells
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
