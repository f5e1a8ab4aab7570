/** What becomes a package: the pinned Electron, or one that says it is for tests. */
import { describe, expect, it } from 'vitest'
import { editionOf } from '../../../build/package/edition.ts'

const pinned = { version: '45.5.0', origin: 'official release' }
const other = { version: '33.2.1', origin: 'out of another package' }
const release = { withTestRuntime: false, drivable: false }

describe('a package', () => {
  it('is a release with the pinned Electron alone', () => {
    expect(editionOf('1.2.3', '45.5.0', pinned, release)).toEqual({
      version: '1.2.3',
      debianVersion: '1.2.3',
      drivable: false,
      isRelease: true,
    })
  })

  it.each([true, false])(
    'is not made of another Electron unasked, drivable or not: %s',
    (drivable) => {
      const make = () => editionOf('1.2.3', '45.5.0', other, { ...release, drivable })
      expect(make).toThrow(/45\.5\.0.*33\.2\.1.*--with-test-runtime/)
    },
  )

  it('says in its version what it is of, and is older than the release', () => {
    expect(editionOf('1.2.3', '45.5.0', other, { withTestRuntime: true, drivable: true })).toEqual({
      version: '1.2.3-test.electron33.2.1.drivable',
      debianVersion: '1.2.3~test.electron33.2.1.drivable',
      drivable: true,
      isRelease: false,
    })
  })

  it('says so too where only the debugging port is left to it', () => {
    const edition = editionOf('1.2.3', '45.5.0', pinned, { ...release, drivable: true })
    expect(edition).toMatchObject({ debianVersion: '1.2.3~drivable', isRelease: false })
  })
})
