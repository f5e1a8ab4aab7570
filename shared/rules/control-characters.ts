/**
 * Characters that end a line or a string somewhere, and that no name, address or value has. What one
 * program takes for a part of a value is the next line to the one that reads it from a file: dnsmasq's
 * configuration and libvirt's hosts files have no way to write them.
 */
const CONTROL = /[\p{Cc}\u2028\u2029]/u

export function hasControlCharacter(text: string): boolean {
  return CONTROL.test(text)
}

/** The same as a pattern for the whole of a text. */
export const plainPattern = /^[^\p{Cc}\u2028\u2029]*$/u
