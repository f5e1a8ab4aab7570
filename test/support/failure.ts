/** What a call that must fail fails with, as the window would get it. */
import { toErrorData } from '../../shared/errors.ts'
import type { ErrorData } from '../../shared/errors.ts'

/** @throws Error when it did not fail */
export async function failureOf(attempt: Promise<unknown> | (() => unknown)): Promise<ErrorData> {
  try {
    await (typeof attempt === 'function' ? attempt() : attempt)
  } catch (error) {
    return toErrorData(error)
  }
  throw new Error('it did not fail')
}
