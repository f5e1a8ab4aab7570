import { expect, it } from 'vitest'
import { languageIn, speakerOf } from '../../../electron/command-line/texts.ts'

it.each<[NodeJS.ProcessEnv, string]>([
  [{ LANG: 'de_DE.UTF-8' }, 'de'],
  [{ LANG: 'de_DE.UTF-8', LC_MESSAGES: 'fr_CH' }, 'fr'],
  [{ LANG: 'de', LC_MESSAGES: 'fr', LC_ALL: 'es_ES' }, 'es'],
  [{ LANG: 'C.UTF-8' }, 'en'],
  [{ LANG: '../../etc' }, 'en'],
  [{}, 'en'],
])('%o speaks %s', (env, language) => {
  expect(languageIn(env)).toBe(language)
})

it('says a failure, what became of it and what to do, in that language', async () => {
  const { errorLines, t } = await speakerOf('de')
  const outcome = { code: 'all-taken-back' as const, params: {} }
  expect(errorLines({ code: 'network-name-taken', params: { name: 'x' }, outcome })).toEqual([
    t('error.network-name-taken.text', { name: 'x' }),
    t('error.all-taken-back.text'),
    t('error.all-taken-back.next'),
  ])
  expect(t('command.apply')).toContain('Anwenden')
  expect(t('lab.note.part', { part: 'network.part.subnets' })).not.toContain('network.part')
})

it('lets nothing of others move the cursor', async () => {
  const { t, errorLines } = await speakerOf('en')
  expect(t('command.wrong.command', { word: '\u001b[2J' })).toContain('⟨U+001B⟩[2J')
  const [, , cause] = errorLines({ code: 'internal', params: {}, cause: 'a\u001b[2Jb\nc' })
  expect(cause).toBe('(a⟨U+001B⟩[2Jb)')
})
