/** Texts of a language, which are several files. */
export interface Texts {
  [key: string]: string | Texts
}

/** Of several files one: two may say parts of the same. */
export function together(parts: Texts[]): Texts {
  const all: Texts = {}
  for (const [key, part] of parts.flatMap((texts) => Object.entries(texts))) {
    const said = all[key]
    all[key] = typeof said === 'object' && typeof part === 'object' ? { ...said, ...part } : part
  }
  return all
}
