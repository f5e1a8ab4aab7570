/** CHANGELOG.md as data: the one place where it is written what a version brings. */

export interface Release {
  version: string
  /** As in 2026-11-24. */
  date: string
  changes: string[]
}

/** Newest first. Throws at a heading that it can't read: a release must not get lost. */
export function releasesOf(text: string): Release[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...lines] = section.split('\n')
      const [, version, date] = /^(\d+\.\d+\.\d+) - (\d{4}-\d{2}-\d{2})$/.exec(heading) ?? []
      if (!version || !date) throw new Error(`CHANGELOG.md: "${heading}" is not "1.2.3 - date"`)
      return { version, date, changes: changesOf(lines) }
    })
}

/** A change may go on over several lines. */
function changesOf(lines: string[]): string[] {
  const text = lines.join('\n').trim()
  return text
    .split(/^- /m)
    .map((change) => change.replace(/\s+/g, ' ').trim())
    .filter((change) => change !== '')
}

/** As Debian writes it. */
export function debianChangelog(releases: Release[], maintainer: string): string {
  return releases
    .map(({ version, date, changes }) =>
      [
        `puente (${version}) stable; urgency=medium`,
        '',
        ...changes.map((change) => `  * ${change}`),
        '',
        ` -- ${maintainer}  ${rfc2822(date)}`,
        '',
      ].join('\n'),
    )
    .join('\n')
}

function rfc2822(date: string): string {
  return new Date(`${date}T00:00:00Z`).toUTCString().replace('GMT', '+0000')
}
