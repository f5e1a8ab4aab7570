/** Who installs the package meets it in their language, as the window is: launcher, software centre, manual. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const others = readdirSync(join(root, 'shared/locales')).filter((language) => language !== 'en')
const file = (name: string) => readFileSync(join(root, 'build/package/files', name), 'utf8')

it.each(others)('%s is what the launcher’s entry speaks', (language) => {
  const entry = file('puente.desktop')
  for (const key of ['GenericName', 'Comment', 'Keywords'])
    expect(entry).toMatch(new RegExp(`^${key}\\[${language}\\]=.+$`, 'm'))
})

it.each(others)('%s is what the software centre shows, sentence for sentence', (language) => {
  const text = file('org.puente.Puente.metainfo.xml')
  for (const element of ['summary', 'p', 'li']) {
    const english = text.match(new RegExp(`<${element}>`, 'g'))?.length
    const own = text.match(new RegExp(`<${element} xml:lang="${language}">`, 'g'))?.length
    expect({ element, count: own }).toEqual({ element, count: english })
  }
})

it.each(others)('%s has a manual of the same sections', (language) => {
  const sections = (page: string) => page.match(/^\.(SH|TP|PP|BI puente\S+)/gm)
  expect(sections(file(`puente.${language}.1`))).toEqual(sections(file('puente.1')))
})

it.each(others)('%s is among what Electron says by itself', (language) => {
  const config = readFileSync(join(root, 'build/electron-builder.config.mjs'), 'utf8')
  expect(config.match(/electronLanguages: \[(.*)\]/)?.[1]).toContain(`'${language}'`)
})
