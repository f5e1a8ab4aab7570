/**
 * What may become elements out of a text. The page's policy (electron/shell/app-protocol.ts) has the
 * browser refuse a plain string wherever it would be read as HTML or as a script's address, and
 * allows no more than these policies and Vue's own, each made once.
 */

interface Policy {
  createHTML(text: string): string
}

interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML: (text: string) => string | null }): Policy
}

/** TypeScript's own library does not know it yet. Missing where tests have a made-up document. */
const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory }

/**
 * Asked about each plain string. Libraries empty an element and write a style's rules that way; a
 * text without an opening bracket can't become an element.
 */
trustedTypes?.createPolicy('default', {
  createHTML: (text) => (text.includes('<') ? null : text),
})

const icons = trustedTypes?.createPolicy('icons', { createHTML: (text) => text })

/** @param body of an icon of the bundle, never a text that came in */
export function iconMarkup(body: string): string {
  const text = `<svg>${body}</svg>`
  return icons?.createHTML(text) ?? text
}
