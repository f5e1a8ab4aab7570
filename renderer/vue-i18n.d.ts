/**
 * Of vue-i18n what the window uses, with keys that there are: its own types take any string for a
 * key, so that a misspelt one would show itself only on the page. In its place by tsconfig.json.
 */
import type { App, WritableComputedRef } from 'vue'
import type { MessageKey } from '../shared/locales.ts'

/** `params.count`, or a number in their place, chooses the plural form. */
export type Translate = (
  key: MessageKey,
  params?: Record<string, unknown> | number,
  plural?: number,
) => string

export interface Composer {
  t: Translate
  te(key: MessageKey, locale?: string): boolean
  locale: WritableComputedRef<string>
  setLocaleMessage(locale: string, messages: object): void
}

export function createI18n(options: {
  legacy: false
  locale: string
  fallbackLocale?: string
  /** Of each sentence, with what is filled into it. */
  postTranslation?: (said: unknown) => unknown
  missingWarn?: boolean
  fallbackWarn?: boolean
  messages: Record<string, object>
}): { global: Composer; install(app: App): void }

export function useI18n(): Composer
