import { ref } from 'vue'
import type { ErrorCode, ErrorData } from '../../shared/errors.ts'
import { errorDataOf } from '../model/thrown.ts'
import { useNotify } from './useNotify.ts'

/** Runs one call at a time, tells how it ended, and says meanwhile that it is busy. */
export function useAction() {
  const busy = ref(false)
  const notify = useNotify()

  /** Resolves with why it failed. An expected failure is left to the caller to tell. */
  async function run(
    action: () => Promise<unknown>,
    done?: string,
    expected?: ErrorCode,
  ): Promise<ErrorData | null> {
    if (busy.value) return null
    busy.value = true
    try {
      await action()
      if (done) notify.done(done)
      return null
    } catch (thrown) {
      const error = errorDataOf(thrown)
      if (error.code !== expected) notify.failed(error)
      return error
    } finally {
      busy.value = false
    }
  }

  return { busy, run }
}
