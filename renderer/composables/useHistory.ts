import { useDocumentVisibility } from '@vueuse/core'
import { onMounted, ref, shallowRef, watch } from 'vue'
import type { ErrorData } from '../../shared/errors.ts'
import type { HistoryEntry } from '../../shared/model/history.ts'
import { errorDataOf } from '../model/thrown.ts'
import { useInventory } from '../stores/inventory.ts'
import { useTasks } from '../stores/tasks.ts'

/** What was changed on this host, read again after each change. */
export function useHistory() {
  const inventory = useInventory()
  const tasks = useTasks()
  const visibility = useDocumentVisibility()
  const entries = shallowRef<HistoryEntry[]>([])
  const error = shallowRef<ErrorData | null>(null)
  const isLoading = ref(true)

  async function read(): Promise<void> {
    try {
      entries.value = await window.puente.getHistory()
      error.value = null
    } catch (thrown) {
      error.value = errorDataOf(thrown)
    } finally {
      isLoading.value = false
    }
  }

  onMounted(read)
  watch([() => tasks.last, () => inventory.change?.phase, () => inventory.backendReady], read)
  // Another window, or a command, may have changed something meanwhile.
  watch(visibility, (now) => void (now === 'visible' && read()))

  return { entries, error, isLoading, read }
}
