import { useDocumentVisibility } from '@vueuse/core'
import { watch } from 'vue'
import { useInventory } from '../stores/inventory.ts'

/** Tells the backend, and each that comes after it, whether anybody looks at the window. */
export function useVisibility(): void {
  const visibility = useDocumentVisibility()
  const inventory = useInventory()
  watch(
    () => [visibility.value, inventory.backendReady] as const,
    ([state, ready]) => {
      // Refused by a backend that ends at this moment: the next one is told.
      if (ready) window.puente.setVisible(state === 'visible').catch(() => undefined)
    },
    { immediate: true },
  )
}
