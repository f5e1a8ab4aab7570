/**
 * Text of others as it can be shown: what ends a line, hides itself or turns the rest of a sentence
 * round is written as its number, so that a name never says something else than it is.
 */
export const unseenCharacters =
  /[\u2028\u2029\u200b-\u200f\u061c\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu
const HIDDEN = new RegExp(`\\p{Cc}|${unseenCharacters.source}`, 'gu')

export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const number = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')
    return `⟨U+${number}⟩`
  })
}

/** As `visible`, of what a program has said: its lines and columns stay. */
export function visibleLines(text: string): string {
  return text
    .split(/([\n\t])/)
    .map((part) => (/^[\n\t]$/.test(part) ? part : visible(part)))
    .join('')
}

/** As `visible`, of a sentence: what a program has said in it may have several lines. */
export function visibleSentence(text: string): string {
  return visible(text.trim().replace(/\s*\n\s*/g, ' ↵ '))
}
