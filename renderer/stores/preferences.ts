import { useColorMode, useLocalStorage } from '@vueuse/core'
import { defineStore } from 'pinia'
import { watch } from 'vue'
import { i18n, systemLanguage, type Language } from '../i18n.ts'

export type Theme = 'auto' | 'light' | 'dark'

/** What the person chose for the window itself, remembered on this computer. */
export const usePreferences = defineStore('preferences', () => {
  const theme = useColorMode({ storageKey: 'puente.theme', emitAuto: true })
  const language = useLocalStorage<Language>('puente.language', systemLanguage(), {
    writeDefaults: false,
  })

  watch(
    language,
    (chosen) => {
      i18n.global.locale.value = chosen
      document.documentElement.lang = chosen
    },
    { immediate: true },
  )

  return { theme, language }
})
