import { createI18n } from 'vue-i18n'
import enAbout from './locales/en/about.json'
import enApp from './locales/en/app.json'
import enBackend from './locales/en/backend.json'
import enErrors from './locales/en/errors.json'
import enFindings from './locales/en/findings.json'
import esAbout from './locales/es/about.json'
import esApp from './locales/es/app.json'
import esBackend from './locales/es/backend.json'
import esErrors from './locales/es/errors.json'
import esFindings from './locales/es/findings.json'

export const languages = ['en', 'es'] as const
export type Language = (typeof languages)[number]

/** A key without a text shows itself: readable, findable, and never a crash. */
export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  missingWarn: false,
  fallbackWarn: false,
  messages: {
    en: { ...enAbout, ...enApp, ...enErrors, ...enBackend, ...enFindings },
    es: { ...esAbout, ...esApp, ...esErrors, ...esBackend, ...esFindings },
  },
})

export function systemLanguage(preferred: readonly string[] = navigator.languages): Language {
  const known = preferred.map((tag) => tag.slice(0, 2).toLowerCase())
  return languages.find((language) => language === known[0]) ?? 'en'
}
