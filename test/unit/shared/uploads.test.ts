/** What a file may become in a storage pool. */
import { describe, expect, it } from 'vitest'
import {
  volumeNameFor,
  volumeNamePattern,
  whyNoUpload,
} from '../../../shared/rules/storage/uploads.ts'
import { HOSTILE } from '../libvirt/hostile.ts'

const MIB = 1024 ** 2
const pool = (...names: string[]) => ({
  ...{ name: 'default', available: 100 * MIB },
  volumes: names.map((name) => ({ name })),
})

describe('a volume’s name', () => {
  it.each([
    ['debian-13.iso', 'debian-13.iso'],
    ['Windows Server (2025), en.iso', 'Windows-Server-2025-en.iso'],
    ['größe.qcow2', 'gr-e.qcow2'],
    ['../../etc/passwd', 'etc-passwd'],
    ['-f.iso', 'f.iso'],
    ['磁盘.iso', 'volume.iso'],
    ['.iso', 'volume.iso'],
  ])('of the file %j is %j', (file, name) => {
    expect(volumeNameFor(file, pool())).toBe(name)
  })

  it.each([...HOSTILE, 'x'.repeat(255), `${'ä'.repeat(100)}.iso`, '', '.', '..'])(
    'can be one, whatever the file is called: %j',
    (file) => {
      expect(volumeNameFor(file, pool())).toMatch(volumeNamePattern)
    },
  )

  it('is like no other in its pool', () => {
    expect(volumeNameFor('a.iso', pool('a.iso', 'a-1.iso'))).toBe('a-2.iso')
    expect(volumeNameFor('disk', pool('disk'))).toBe('disk-1')
  })
})

describe('an upload', () => {
  it('is possible up to the last byte that is free', () => {
    expect(whyNoUpload('a.iso', 100 * MIB, pool('b.iso'))).toBe(null)
  })

  it.each(['a/b.iso', '..', '-a', 'a,b', 'a b', "a'", 'a\n', '', 'ä', 'a'.repeat(201)])(
    'is none to the name %j',
    (volume) => {
      const refused = { code: 'volume-name-invalid', params: { volume } }
      expect(whyNoUpload(volume, 1, pool())).toEqual(refused)
    },
  )

  it('is none to a name that is taken', () => {
    const refused = { code: 'volume-name-taken', params: { volume: 'a.iso', pool: 'default' } }
    expect(whyNoUpload('a.iso', 1, pool('a.iso'))).toEqual(refused)
  })

  it('is none of a file that is larger than what is free: both sizes are said, and differ', () => {
    const params = { pool: 'default', needs: 101, free: 100 }
    const refused = { code: 'pool-too-small', params }
    for (const name of ['a.iso', 'b.iso', '']) {
      expect(whyNoUpload(name, 100 * MIB + 1, pool('b.iso'))).toEqual(refused)
    }
  })
})
