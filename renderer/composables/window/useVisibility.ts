import { useDocumentVisibility, useEventListener } from '@vueuse/core'
import { watch } from 'vue'
import { useInventory } from '../../stores/inventory.ts'

/** Tells the backend, and each that comes after it, whether anybody looks at the window. */
export function useVisibility(): void {
  const visibility = useDocumentVisibility()
  const inventory = useInventory()
  const tell = () => {
    if (!inventory.backendReady) return
    // Refused by a backend that ends at this moment: the next one is told.
    window.puente.setVisible(visibility.value === 'visible').catch(() => undefined)
  }
  const told = () => [visibility.value, inventory.backendReady, inventory.turn]
  watch(told, tell, { immediate: true })
  // Who comes back from a terminal sees at once what was done there.
  let away = false
  useEventListener(window, 'blur', () => (away = true))
  useEventListener(window, 'focus', () => {
    if (away) tell()
    away = false
  })
}
