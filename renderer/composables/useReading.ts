import { onMounted, shallowRef, type ShallowRef } from 'vue'
import type { ErrorData } from '../../shared/errors.ts'
import { errorDataOf } from '../model/thrown.ts'

/** What a component shows of the host, read when it is there; null until then. */
export function useReading<T>(read: () => Promise<T>): {
  value: ShallowRef<T | null>
  error: ShallowRef<ErrorData | null>
} {
  const value = shallowRef<T | null>(null)
  const error = shallowRef<ErrorData | null>(null)
  onMounted(async () => {
    try {
      value.value = await read()
    } catch (thrown) {
      error.value = errorDataOf(thrown)
    }
  })
  return { value, error }
}
