import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { createI18n } from 'vue-i18n'
import { reachTexts, shellTexts } from '../../../electron/shell/texts.ts'
import type { MessageKey } from '../../../shared/locales.ts'
import { errorCodes } from '../../../shared/errors.ts'
import { i18n as ours, speak, systemLanguage } from '../../../renderer/i18n.ts'
import { languageCodes, type Language } from '../../../renderer/languages.ts'
import { questions } from '../../../renderer/model/help.ts'
import { findingCodes } from '../../../shared/model/finding.ts'

interface Texts {
  [key: string]: string | Texts
}

const renderer = join(import.meta.dirname, '../../../renderer')
const locales = join(import.meta.dirname, '../../../shared/locales')
/** A language is a folder. */
const languages = readdirSync(locales)
const files = readdirSync(join(locales, 'en')).map((name) => name.replace('.json', ''))

function read(language: string, file: string): Texts {
  return JSON.parse(readFileSync(join(locales, language, `${file}.json`), 'utf8'))
}

/** Every text by its full key. */
function flat(texts: Texts, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : flat(value, `${path}${key}.`),
  )
}

function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g))].sort()
}

/** The code of the window, where a key is written out or its beginning before `${`. */
function sources(): string {
  return readdirSync(renderer, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(vue|ts)$/.test(name))
    .map((name) => readFileSync(join(renderer, name), 'utf8'))
    .join('\n')
}

it.each(files)('fr/%s.json keeps a line from breaking before its punctuation', (file) => {
  const breaking = flat(read('fr', file)).filter(([, text]) => /« |\S [:;!?»](\s|$)/.test(text))
  expect(breaking).toEqual([])
})

describe('a language', () => {
  it('is a folder of texts and a line in renderer/languages.ts', () => {
    expect(languageCodes.toSorted()).toEqual(languages.toSorted())
  })

  it.each(languageCodes)('%s is what the window speaks once it is chosen', async (language) => {
    vi.stubGlobal('document', { documentElement: { lang: '' } })
    await speak(language)
    expect(ours.global.t('common.cancel')).toBe((read(language, 'app').common as Texts).cancel)
    expect(ours.global.t('reach.tftp', { line: 7, part: 'x' })).toContain('7')
    expect(document.documentElement.lang).toBe(language)
  })

  it.each(languageCodes)('%s is what a desktop in it begins with', (language) => {
    expect(systemLanguage([`${language}-XX`, 'ja'])).toBe(language)
  })

  it.each(languageCodes)('%s is what the desktop’s own boxes speak', async (language) => {
    expect(await shellTexts(`${language}-XX`)).toEqual(read(language, 'shell').shell)
    expect(await reachTexts(language)).toEqual(read(language, 'reach').reach)
  })

  it('is English where another one is asked for', async () => {
    expect(systemLanguage(['ja'])).toBe('en')
    expect(await shellTexts('ja')).toEqual(read('en', 'shell').shell)
  })
})

const others = languages.filter((language) => language !== 'en')
describe.each(others.flatMap((language) => files.map((file) => [language, file] as const)))(
  '%s/%s.json',
  (language, file) => {
    const en = flat(read('en', file))
    const other = new Map(flat(read(language, file)))

    it('has the keys of English', () => {
      expect([...other.keys()].sort()).toEqual(en.map(([key]) => key).sort())
    })

    it('fills the same into each sentence, in as many plural forms', () => {
      for (const [key, text] of en) {
        const said = other.get(key) ?? ''
        expect([key, ...placeholders(said)]).toEqual([key, ...placeholders(text)])
        expect([key, said.split(' | ').length]).toEqual([key, text.split(' | ').length])
      }
    })
  },
)

describe.each(languages.flatMap((language) => files.map((file) => [language, file] as const)))(
  '%s/%s.json',
  (language, file) => {
    it('can be read by vue-i18n', () => {
      const texts = read(language, file)
      const one = createI18n({ legacy: false, locale: language, messages: { [language]: texts } })
      const unreadable = flat(texts).filter(([key, text]) => {
        const filled = Object.fromEntries(
          placeholders(text).map((name) => [name.slice(1, -1), name]),
        )
        const said = one.global.t(key as MessageKey, { ...filled, count: 2 })
        return said === key || said === ''
      })
      expect(unreadable).toEqual([])
    })
  },
)

describe('one and several', () => {
  const all = (language: string) =>
    Object.assign({}, ...files.map((file) => read(language, file))) as Texts
  const messages = Object.fromEntries(languages.map((language) => [language, all(language)]))
  const i18n = createI18n({ legacy: false, locale: 'en', messages })

  it.each<[string, string, Record<string, string | number>, number, string]>([
    ['en', 'machine.nicCount', {}, 0, 'No NIC'],
    ['en', 'machine.nicCount', {}, 1, '1 NIC'],
    ['es', 'bulk.machines', {}, 1, 'Máquinas, 1 elegida'],
    ['es', 'bulk.machines', {}, 2, 'Máquinas, 2 elegidas'],
    ['en', 'bulk.attached', { network: 'br0' }, 1, '1 machine has a new NIC on br0'],
    ['en', 'plan.attach-machines', { network: 'br0' }, 1, 'Connect 1 machine to br0'],
    ['es', 'plan.attach-machines', { network: 'br0' }, 3, 'Conectar 3 máquinas a br0'],
    ['es', 'traffic.packets', { number: '38.400' }, 38_400, '38.400 paquetes'],
    ['fr', 'bulk.machines', {}, 2, 'Machines, 2 choisies'],
    ['de', 'machine.nicCount', {}, 0, 'Keine NIC'],
    ['de', 'bulk.attached', { network: 'br0' }, 2, '2 Maschinen haben eine neue NIC in br0'],
    ['en', 'traffic.errors', { number: '1' }, 1, '1 error'],
    ['en', 'tasks.running', {}, 2, '2 running'],
  ])('%s: %s %o %i', (language, key, params, count, expected) => {
    i18n.global.locale.value = language as Language
    expect(i18n.global.t(key as MessageKey, { ...params, count })).toBe(expected)
  })
})

describe('error sentences', () => {
  const keys = new Set(flat(read('en', 'errors')).map(([key]) => key))

  it.each(errorCodes)('%s says what happened and what to do', (code) => {
    expect(keys).toContain(`error.${code}.text`)
    expect(keys).toContain(`error.${code}.next`)
  })

  it('are all of a known code', () => {
    const codes = Object.keys(read('en', 'errors').error as Texts)
    expect(codes.filter((code) => !(errorCodes as readonly string[]).includes(code))).toEqual([])
  })
})

describe('findings', () => {
  const keys = new Set(flat(read('en', 'findings')).map(([key]) => key))

  it.each(findingCodes)('%s says what it is, what it means and what to do', (code) => {
    for (const part of ['text', 'means', 'next']) expect(keys).toContain(`finding.${code}.${part}`)
  })

  it('are all of a known code', () => {
    const codes = Object.keys(read('en', 'findings').finding as Texts)
    expect(codes.filter((code) => !(findingCodes as readonly string[]).includes(code))).toEqual([])
  })
})

describe('the help', () => {
  const keys = new Set(flat(read('en', 'about')).map(([key]) => key))
  const asked = Object.entries(questions).flatMap(([page, names]) =>
    names.map((name) => `help.how.${page}.${name}`),
  )

  it('answers each question of each page, and no other', () => {
    for (const key of asked)
      expect([...keys]).toEqual(expect.arrayContaining([`${key}.ask`, `${key}.say`]))
    expect([...keys].filter((key) => key.startsWith('help.how.'))).toHaveLength(2 * asked.length)
  })
})

describe('the window’s own texts', () => {
  const code = sources()
  const keys = ['about', 'app'].flatMap((file) => flat(read('en', file)).map(([key]) => key))

  /** What stands around a text within a text is more than a key's letters. */
  const literally = (text: string) => text.replace(/[^\w-]/g, '\\$&')

  /** Keys put together: what stands around `${…}`, and beginnings that are handed on. */
  const parts = [
    ...[...code.matchAll(/`([\w.-]*\$\{[^`]*)`/g)]
      .map(([, text = '']) => text.split(/\$\{[^}]*\}/))
      .filter((texts) => texts.some((text) => /\w/.test(text)))
      .map((texts) => new RegExp(`^${texts.map(literally).join('.+')}$`)),
    ...[...code.matchAll(/'([a-z]\w+\.\w+)'/g)].map(([, text = '']) => new RegExp(`^${text}\\.`)),
  ]

  it('are all used', () => {
    const isUsed = (key: string) =>
      code.includes(`'${key}'`) || parts.some((pattern) => pattern.test(key))
    expect(keys.filter((key) => !isUsed(key))).toEqual([])
  })
})

it('no file takes the place of what another one says', () => {
  const written = files.flatMap((file) => flat(read('en', file)).map(([key]) => key))
  expect(written.filter((key, index) => written.indexOf(key) !== index)).toEqual([])
  const window = written.filter((key) => !/^(command|shell)\./.test(key)) as MessageKey[]
  expect(window.filter((key) => !ours.global.te(key, 'en'))).toEqual([])
})
