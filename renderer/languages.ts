/**
 * The languages of the window: each a folder of texts in shared/locales, and a line here with its
 * own name and the words of Nuxt UI's components (null: English, which they say by themselves).
 */
export const languages = {
  en: { name: 'English', ui: null },
  es: { name: 'Español', ui: () => import('@nuxt/ui/runtime/locale/es.js') },
  fr: { name: 'Français', ui: () => import('@nuxt/ui/runtime/locale/fr.js') },
  de: { name: 'Deutsch', ui: () => import('@nuxt/ui/runtime/locale/de.js') },
}

export type Language = keyof typeof languages
export const languageCodes = Object.keys(languages) as Language[]
