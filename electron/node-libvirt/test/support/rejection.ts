import { expect } from 'vitest'
import { LibvirtError } from '../../src/index.ts'

/** What a promise rejects with, which has to be libvirt's. */
export async function libvirtError(promise: Promise<unknown>): Promise<LibvirtError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(LibvirtError)
  return error as LibvirtError
}

/** The same for several that are under way together. */
export const libvirtErrors = (promises: readonly Promise<unknown>[]): Promise<LibvirtError[]> =>
  Promise.all(promises.map(libvirtError))
