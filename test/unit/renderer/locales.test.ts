import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import { errorCodes } from '../../../shared/errors.ts'
import en from '../../../renderer/locales/en.ts'
import { questions } from '../../../renderer/model/help.ts'
import { findingCodes } from '../../../shared/model/finding.ts'

interface Texts {
  [key: string]: string | Texts
}

const renderer = join(import.meta.dirname, '../../../renderer')
const files = ['about', 'app', 'backend', 'errors', 'findings']

function read(language: string, file: string): Texts {
  return JSON.parse(readFileSync(join(renderer, 'locales', language, `${file}.json`), 'utf8'))
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

describe.each(files)('%s.json', (file) => {
  const en = flat(read('en', file))
  const es = new Map(flat(read('es', file)))

  it('has the same keys in both languages', () => {
    expect([...es.keys()].sort()).toEqual(en.map(([key]) => key).sort())
  })

  it('fills the same into each sentence, in as many plural forms', () => {
    for (const [key, text] of en) {
      const other = es.get(key) ?? ''
      expect([key, ...placeholders(other)]).toEqual([key, ...placeholders(text)])
      expect([key, other.split(' | ').length]).toEqual([key, text.split(' | ').length])
    }
  })

  it.each(['en', 'es'])('can be read by vue-i18n in %s', (language) => {
    const problems: string[] = []
    const i18n = createI18n({
      legacy: false,
      locale: language,
      messages: { [language]: read(language, file) },
    })
    for (const [key] of en) {
      const text = i18n.global.t(key, { count: 2 })
      if (text === key || text === '') problems.push(key)
    }
    expect(problems).toEqual([])
  })
})

describe('one and several', () => {
  const all = (language: string) =>
    Object.assign({}, ...files.map((file) => read(language, file))) as Texts
  const messages = { en: all('en'), es: all('es') }
  const i18n = createI18n({ legacy: false, locale: 'en', messages })

  it.each<[string, string, Record<string, string | number>, number, string]>([
    ['en', 'machine.nicCount', {}, 0, 'No NIC'],
    ['en', 'machine.nicCount', {}, 1, '1 NIC'],
    ['es', 'bulk.machines', {}, 1, 'Máquinas, 1 elegida'],
    ['es', 'bulk.machines', {}, 2, 'Máquinas, 2 elegidas'],
    ['en', 'bulk.attached', { network: 'br0' }, 1, '1 machine has a new NIC on br0'],
    ['en', 'plan.attach-machines', { network: 'br0' }, 1, 'Put 1 machine on br0'],
    ['es', 'plan.attach-machines', { network: 'br0' }, 3, 'Conectar 3 máquinas a br0'],
    ['es', 'traffic.packets', { number: '38.400' }, 38_400, '38.400 paquetes'],
    ['en', 'traffic.errors', { number: '1' }, 1, '1 error'],
    ['en', 'tasks.running', {}, 2, '2 running'],
  ])('%s: %s %o %i', (language, key, params, count, expected) => {
    i18n.global.locale.value = language as 'en' | 'es'
    expect(i18n.global.t(key, { ...params, count })).toBe(expected)
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

  it('are all used', () => {
    const unused = keys.filter((key) => {
      const parts = key.split('.')
      const beginnings = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'))
      return !code.includes(`'${key}'`) && !beginnings.some((part) => code.includes(`${part}.\${`))
    })
    expect(unused).toEqual([])
  })

  it('are there for every key written out', () => {
    const used = [...code.matchAll(/\bt\('([a-z][\w-]*(?:\.[\w-]+)+)'/g)].map(([, key]) => key)
    expect(used.length).toBeGreaterThan(100)
    expect(used.filter((key) => key !== undefined && !keys.includes(key))).toEqual([])
  })
})

it('no file takes the place of what another one says', () => {
  const said = flat(en as unknown as Texts).map(([key]) => key)
  const written = files.flatMap((file) => flat(read('en', file)).map(([key]) => key))
  expect(written.filter((key) => !said.includes(key))).toEqual([])
})
