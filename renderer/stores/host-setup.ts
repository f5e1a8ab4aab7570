import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { HostSetup } from '../../shared/model/host-setup.ts'

/** What this computer has of what the app works with; looked at again whenever it is shown. */
export const useHostSetup = defineStore('host-setup', () => {
  const setup = shallowRef<HostSetup | null>(null)

  async function look(): Promise<void> {
    try {
      setup.value = await window.puente.getHostSetup()
    } catch {
      // The backend is gone, which is told elsewhere; what was seen before still holds.
    }
  }

  return { setup, look, packages: computed(() => setup.value?.packages ?? null) }
})
