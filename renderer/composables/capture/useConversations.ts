import { useDocumentVisibility, useIntervalFn } from '@vueuse/core'
import { computed, shallowRef, watch, type Ref } from 'vue'
import type { ErrorData } from '../../../shared/errors.ts'
import type { Conversations } from '../../../shared/model/conversation.ts'
import { errorDataOf } from '../../model/thrown.ts'

const TICK_MS = 1_000

/** Between whom a capture's packets go, read anew each second while it runs and somebody looks. */
export function useConversations(id: () => string, running: Ref<boolean>, watched: Ref<boolean>) {
  const value = shallowRef<Conversations | null>(null)
  const error = shallowRef<ErrorData | null>(null)
  const visibility = useDocumentVisibility()

  async function read(): Promise<void> {
    try {
      value.value = await window.puente.getConversations(id())
      error.value = null
    } catch (thrown) {
      error.value = errorDataOf(thrown)
    }
  }

  const looks = computed(() => watched.value && visibility.value === 'visible')
  useIntervalFn(() => looks.value && running.value && void read(), TICK_MS)
  // Its end, too: what was under way then is counted.
  watch([looks, running], ([isWatched]) => isWatched && void read(), { immediate: true })

  return { value, error }
}
