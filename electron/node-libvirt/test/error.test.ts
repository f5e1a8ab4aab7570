/** What an error is told by. */
import { expect, it } from 'vitest'
import { LibvirtError } from '../src/error.ts'

it('is told where the package was loaded twice, and nothing else is taken for one', async () => {
  const another = (await import('../src/error.ts?another' as string)) as {
    LibvirtError: typeof LibvirtError
  }
  expect(another.LibvirtError).not.toBe(LibvirtError)
  expect(new another.LibvirtError('gone', { code: 42 })).toBeInstanceOf(LibvirtError)
  for (const other of [new Error('gone'), { code: 42, name: 'LibvirtError' }, null, 'gone'])
    expect(other).not.toBeInstanceOf(LibvirtError)
})
