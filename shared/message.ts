import type { MessageKey } from './locales.ts'

/**
 * A sentence as data: the key of a text and what is filled into it.
 *
 * The backend never writes prose, so that every sentence a person reads, errors and plans
 * included, exists in each language (shared/locales).
 */
export interface Message {
  key: MessageKey
  params?: Record<string, string | number>
}

export function message(key: MessageKey, params?: Message['params']): Message {
  return params ? { key, params } : { key }
}
