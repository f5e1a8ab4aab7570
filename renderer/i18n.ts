import { createI18n } from 'vue-i18n'
import en from './locales/en.ts'

export const languages = ['en', 'es'] as const
export type Language = (typeof languages)[number]

type Texts = typeof en

/** English is always there: a text that another language lacks is said in it. */
const others = { es: () => import('./locales/es.ts') }

/** A key without a text shows itself: readable, findable, and never a crash. */
export const i18n = createI18n<[Texts], Language, false>({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  missingWarn: false,
  fallbackWarn: false,
  messages: { en } as Record<Language, Texts>,
})

/** The last one that was asked for: another's texts may come later than its own. */
let wanted: Language = 'en'

/** Resolves once everything is said in it. */
export async function speak(language: Language): Promise<void> {
  wanted = language
  if (language !== 'en') i18n.global.setLocaleMessage(language, (await others[language]()).default)
  if (language !== wanted) return
  i18n.global.locale.value = language
  document.documentElement.lang = language
}

export function systemLanguage(preferred: readonly string[] = navigator.languages): Language {
  const known = preferred.map((tag) => tag.slice(0, 2).toLowerCase())
  return languages.find((language) => language === known[0]) ?? 'en'
}
