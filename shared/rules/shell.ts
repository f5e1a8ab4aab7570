/**
 * Commands for a person to copy. Each is made as the list of words that its program is to get, and
 * printed here so that bash, dash, zsh and fish all make the same words of it again. Nothing of
 * ours ever runs what is printed.
 */

/** What none of these shells reads anything into; `=` and `%` mean something at a word's start. */
const PLAIN = /^[A-Za-z0-9_./:@+,-][A-Za-z0-9_./:@+,=-]*$/

/**
 * What is not seen, or makes other text look different: controls, marks that turn the direction
 * of text, fillers, unusual spaces, private and unassigned characters (fish has its own meanings
 * for some of those). A line break is seen as one.
 */
const UNSEEN =
  /(?! )(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Zs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]/u

/** What printf, a quote or (inside of a substitution) fish 3.6 would read something into. */
const NOT_AS_IT_IS = new RegExp(`^-|[\\\\'%$"\`(){}!]|${UNSEEN.source}`, 'gu')

/** One line of a shell's. */
export function commandLine(argv: readonly string[]): string {
  return argv.map(quote).join(' ')
}

/** A command that is given a text to read; its words name /dev/stdin where they need to. */
export function fedLine(text: string, argv: readonly string[]): string {
  return `${commandLine(['printf', '%s', text])} | ${commandLine(argv)}`
}

/**
 * A command's options first, then what it is about: a name that begins with a dash is none of
 * its options.
 */
export function withOperands(words: readonly string[], operands: readonly string[]): string[] {
  const marked = operands.some((operand) => operand.startsWith('-'))
  return [...words, ...(marked ? ['--'] : []), ...operands]
}

/**
 * One word of a command line.
 * @param word no program can be given NUL or half a character: a replacement character stands there
 */
export function quote(word: string): string {
  const whole = word.toWellFormed().replaceAll('\0', '\ufffd')
  if (PLAIN.test(whole)) return whole
  return UNSEEN.test(whole) ? spelled(whole) : quoted(whole)
}

/** Single quotes can hold neither themselves nor, for fish, a backslash. */
function quoted(text: string): string {
  const parts = text.match(/'+|\\+|[^'\\]+/g) ?? ['']
  return parts
    .map((part) => {
      if (part.startsWith("'")) return `"${part}"`
      return part.startsWith('\\') ? `"${part.replaceAll('\\', '\\\\')}"` : `'${part}'`
    })
    .join('')
}

/** By printf, so that what is not seen is. A substitution loses the line breaks at its end. */
function spelled(text: string): string {
  const body = text.replace(/\n+$/, '')
  const end = text.slice(body.length)
  const format = body.replaceAll(NOT_AS_IT_IS, octal)
  return `"$(printf '${format}')"${end === '' ? '' : quoted(end)}`
}

/** Its bytes, as any printf takes them. */
function octal(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text))
  return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}
