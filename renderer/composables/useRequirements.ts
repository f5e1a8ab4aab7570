import { useDocumentVisibility, useIntervalFn } from '@vueuse/core'
import { computed, watch } from 'vue'
import { isOpen, requirementsOf } from '../model/setup/setup.ts'
import { useHostSetup } from '../stores/host-setup.ts'
import { useInventory } from '../stores/inventory.ts'

/** Somebody installs it in a terminal meanwhile, and looks back. */
const EVERY_MS = 3_000

/** What the app needs on this computer. While something is open and seen, it is looked at again. */
export function useRequirements() {
  const inventory = useInventory()
  const host = useHostSetup()
  const items = computed(() => requirementsOf(inventory.services, host.setup))
  const open = computed(() => items.value.filter(isOpen))
  const visibility = useDocumentVisibility()
  const { pause, resume } = useIntervalFn(() => void host.look(), EVERY_MS, { immediate: false })
  watch(
    () => open.value.length > 0 && visibility.value === 'visible' && inventory.backendReady,
    (wanted) => (wanted ? resume() : pause()),
    { immediate: true },
  )
  return { items, open, look: host.look }
}
