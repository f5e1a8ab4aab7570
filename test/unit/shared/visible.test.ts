/** Names of others are shown as what they are. */
import { expect, it } from 'vitest'
import { visible, visibleLines, visibleSentence } from '../../../shared/rules/visible.ts'

it.each([
  ['a direction that turns round', 'gpj\u202Eexe', 'gpj⟨U+202E⟩exe'],
  ['an isolate', 'a\u2066b\u2069', 'a⟨U+2066⟩b⟨U+2069⟩'],
  ['nothing to see', 'we\u200Bb', 'we⟨U+200B⟩b'],
  ['a control', 'a\u001B[2Jb', 'a⟨U+001B⟩[2Jb'],
  ['a line break', 'a\nb', 'a⟨U+000A⟩b'],
  ['a tag', 'a\u{E0041}', 'a⟨U+E0041⟩'],
])('a name with %s says so', (_, name, shown) => expect(visible(name)).toBe(shown))

it.each(['web', 'Bürorechner 2', 'مرحبا', 'עברית', '网络'])('%s is shown as it is', (name) => {
  expect(visible(name)).toBe(name)
})

it('what a program has said keeps its lines, also in a sentence', () => {
  expect(visibleLines('a\tb\nc\u202ed')).toBe('a\tb\nc⟨U+202E⟩d')
  expect(visibleSentence('It said: a\n  b\u202e\n')).toBe('It said: a ↵ b⟨U+202E⟩')
})
