import { useColorMode, useLocalStorage } from '@vueuse/core'
import { defineStore } from 'pinia'
import { watch } from 'vue'
import { speak, systemLanguage } from '../i18n.ts'
import type { Language } from '../languages.ts'

export type Theme = 'auto' | 'light' | 'dark'

export type Density = 'comfortable' | 'compact'

/** What the person chose for the window itself, remembered on this computer. */
export const usePreferences = defineStore('preferences', () => {
  const theme = useColorMode({ storageKey: 'puente.theme', emitAuto: true })
  const language = useLocalStorage<Language>('puente.language', systemLanguage(), {
    writeDefaults: false,
  })

  const density = useLocalStorage<Density>('puente.density', 'comfortable', {
    writeDefaults: false,
  })

  /** An icon in the desktop's tray; the window's cross then only hides the window. */
  const tray = useLocalStorage('puente.tray', false, { writeDefaults: false })

  /** Whose account `ssh` goes to in a guest; empty: what ssh takes by itself. */
  const sshUser = useLocalStorage('puente.ssh-user', '', { writeDefaults: false })

  watch(density, (chosen) => (document.documentElement.dataset.density = chosen), {
    immediate: true,
  })
  watch(language, (chosen) => void speak(chosen))

  watch(
    [tray, language],
    ([wanted], before) => {
      // Without one there is nothing to take away at the start.
      if (wanted || before[0]) void window.puente.setTray(wanted)
    },
    { immediate: true, flush: 'post' },
  )

  return { theme, language, density, tray, sshUser }
})
