/**
 * A sentence as data: a key of the locale files and what is filled into it.
 *
 * The backend never writes prose, so that every sentence a person reads, errors and plans
 * included, exists in each language (renderer/locales).
 */
export interface Message {
  key: string
  params?: Record<string, string | number>
}

export function message(key: string, params?: Message['params']): Message {
  return params ? { key, params } : { key }
}
