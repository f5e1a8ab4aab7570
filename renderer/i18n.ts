import type { Locale, Messages } from '@nuxt/ui'
import { shallowRef } from 'vue'
import { createI18n } from 'vue-i18n'
import about from '../shared/locales/en/about.json'
import app from '../shared/locales/en/app.json'
import backend from '../shared/locales/en/backend.json'
import errors from '../shared/locales/en/errors.json'
import findings from '../shared/locales/en/findings.json'
import labs from '../shared/locales/en/labs.json'
import reach from '../shared/locales/en/reach.json'
import wire from '../shared/locales/en/wire.json'
import { together } from '../shared/texts-together.ts'
import type { Texts } from '../shared/texts-together.ts'
import { visibleSentence } from '../shared/rules/visible.ts'
import { languageCodes, languages, type Language } from './languages.ts'

/** English is always there: a text that another language lacks is said in it. */
const en = together([about, app, backend, errors, findings, labs, reach, wire])

/** The window says all but what the desktop's own boxes and the command line say. */
const files = import.meta.glob<{ default: Texts }>([
  '../shared/locales/*/*.json',
  '!../shared/locales/en/*',
  '!../shared/locales/*/{command,shell}.json',
])

/** A key without a text shows itself: readable, findable, and never a crash. */
export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  // What is filled into a sentence, others have named.
  postTranslation: (said) => (typeof said === 'string' ? visibleSentence(said) : said),
  missingWarn: false,
  fallbackWarn: false,
  messages: { en },
})

/** The words of Nuxt UI's components. Default: English. */
export const componentTexts = shallowRef<Locale<Messages> | undefined>()

/** The last one that was asked for: another's texts may come later than its own. */
let wanted: Language = 'en'

/** Resolves once everything is said in it. */
export async function speak(language: Language): Promise<void> {
  wanted = language
  const [texts, components] = await Promise.all([textsOf(language), languages[language].ui?.()])
  if (language !== wanted) return
  if (language !== 'en') i18n.global.setLocaleMessage(language, texts)
  componentTexts.value = components?.default
  i18n.global.locale.value = language
  document.documentElement.lang = language
}

async function textsOf(language: Language): Promise<Texts> {
  const own = Object.keys(files).filter((path) => path.includes(`/locales/${language}/`))
  const loaded = await Promise.all(own.map((path) => files[path]?.()))
  return together(loaded.map((file) => file?.default ?? {}))
}

export function systemLanguage(preferred: readonly string[] = navigator.languages): Language {
  const known = preferred.map((tag) => tag.slice(0, 2).toLowerCase())
  return languageCodes.find((language) => language === known[0]) ?? 'en'
}
