import { ref } from 'vue'
import { errorDataOf } from '../model/thrown.ts'
import { useNotify } from './useNotify.ts'

/** Runs one call at a time, tells how it ended, and says meanwhile that it is busy. */
export function useAction() {
  const busy = ref(false)
  const notify = useNotify()

  async function run(action: () => Promise<unknown>, done?: string): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    try {
      await action()
      if (done) notify.done(done)
      return true
    } catch (thrown) {
      notify.failed(errorDataOf(thrown))
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, run }
}
