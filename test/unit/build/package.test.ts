import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { debianChangelog, releasesOf } from '../../../build/package/changelog.ts'
import { dependencies } from '../../../build/package/dependencies.ts'
import { metainfo } from '../../../build/package/metainfo.ts'
import { releaseNotes } from '../../../build/package/release-notes.ts'

const root = join(import.meta.dirname, '../../..')
const CHANGELOG = `# Changelog

Words before.

## 1.1.0 - 2027-01-31

- One thing
- Another, which goes
  on & on

## 1.0.0 - 2026-12-24

- The first
`
const newest = {
  version: '1.1.0',
  date: '2027-01-31',
  changes: ['One thing', 'Another, which goes on & on'],
}

describe('the changelog', () => {
  it('is read as releases, the newest first', () => {
    const releases = releasesOf(CHANGELOG)
    expect(releases.map(({ version }) => version)).toEqual(['1.1.0', '1.0.0'])
    expect(releases[0]).toEqual(newest)
  })

  it.each(['## Unreleased', '## 1.0 - 2026-12-24', '## 1.0.0', '## 1.0.0 - soon'])(
    'is refused with a heading like %s',
    (heading) => {
      expect(() => releasesOf(`${heading}\n\n- A change\n`)).toThrow(heading.slice(3))
    },
  )

  it('becomes Debian’s', () => {
    expect(debianChangelog([newest], 'Somebody <a@b.example>')).toBe(
      `puente (1.1.0) stable; urgency=medium

  * One thing
  * Another, which goes on & on

 -- Somebody <a@b.example>  Sun, 31 Jan 2027 00:00:00 +0000
`,
    )
  })

  it('becomes what software centres show, as text and not as markup', () => {
    const about = metainfo('<component><id>x</id></component>', releasesOf(CHANGELOG))
    expect(about).toContain('<release version="1.1.0" date="2027-01-31"><description><ul>')
    expect(about).toContain('<li>Another, which goes on &amp; on</li>')
  })

  it('becomes the notes of a release', () => {
    const notes = releaseNotes(newest, [{ name: 'puente_1.1.0_amd64.deb', sha256: 'abc' }])
    expect(notes).toContain('sudo apt install ./puente_1.1.0_amd64.deb')
    expect(notes).toContain('abc  puente_1.1.0_amd64.deb')
  })
})

describe('dependencies', () => {
  const found = dependencies(
    'shlibs:Depends=libc6 (>= 2.34), libcups2 (>= 1.7.0), libvirt0 (>= 6.0.0~rc1)\n',
  )

  it('name the libvirt that Puente is made for, not the oldest that the binding could load', () => {
    expect(found).toContain('libvirt0 (>= 7.0.0)')
    expect(found.join()).not.toContain('6.0.0')
  })

  it('have both names where the 64-bit time brought another', () => {
    expect(found).toContain('libcups2 (>= 1.7.0) | libcups2t64')
    expect(found).toContain('libc6 (>= 2.34)')
  })
})

it('has one drawing of its mark, in the window and on the desktop', () => {
  const strokes = (file: string) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\bd="([^"]+)"/g)].map(([, d]) => d)
  const icon = strokes('build/package/files/puente.svg')
  expect(icon).toHaveLength(2)
  expect(icon).toEqual(strokes('renderer/app/sidebar/AppMark.vue'))
})
