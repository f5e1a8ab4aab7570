/**
 * axe finds nothing: every page, dialog and menu in every state of the window, light and dark, in
 * English and in another language: each of them has its share. The states are those of which test/window-fake/take.ts takes pictures.
 */
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import type { AxeResults, ElementContext, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { switchLanguage } from '../../support/box-faults.ts'
import { FakeWindow } from '../../support/fake-window.ts'
import { looks } from '../../window-fake/looks/looks.ts'
import { statesOf } from '../../window-fake/states.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let fake: FakeWindow

beforeAll(async () => {
  fake = await FakeWindow.open()
})
afterAll(() => fake[Symbol.asyncDispose]())

const everything: RunOptions = { rules: { 'target-size': { enabled: true } } }
const contrast: RunOptions = { runOnly: { type: 'rule', values: ['color-contrast'] } }
/** Of colours another language has the same; forced ones are the system's, which axe does not see. */
const words: RunOptions = { rules: { 'color-contrast': { enabled: false } } }

/** What axe holds against the window as it is now, each with the element and the reason. */
function violations(page: Page, options: RunOptions): Promise<string[]> {
  return page.evaluate(async (settings) => {
    const { axe: tool } = globalThis as unknown as {
      axe: { run(context: ElementContext, options: RunOptions): Promise<AxeResults> }
    }
    // While a menu is open the page is hidden from everybody, by the library: the menu is all.
    const menu = document.querySelector('[role="menu"], [data-dismissable-layer][role="listbox"]')
    // Elements of no size by which the library leads the focus around dialogs and messages.
    const guards = ['[data-reka-focus-guard]', 'span[aria-hidden="true"][tabindex="0"]']
    // What a search in the picture has not found is faded; the picture itself is looked at too.
    const exclude = [...guards, '.missed']
    const { violations: found } = await tool.run({ include: [menu ?? document], exclude }, settings)
    // The library's choices are named by their first line alone, and scroll within the list.
    const ofLibrary = [
      ['label-content-name-mismatch', 'role="option"'],
      ['aria-required-children', 'data-slot="content"'],
    ] as const
    const isOurs = (id: string, html: string) =>
      !ofLibrary.some(([rule, mark]) => id === rule && html.includes(mark))
    return found.flatMap(({ id, nodes }) =>
      nodes
        .filter(({ html }) => isOurs(id, html))
        .map(({ html, any, all, none }) => {
          const why = [...any, ...all, ...none].map(({ message }) => message).join('; ')
          return `${id}: ${html.slice(0, 200)} (${why})`
        }),
    )
  }, options)
}

/** Each state in one of the others, by its name: in all of them the whole would take half as long again. */
function otherLanguageOf(name: string): string {
  const others = ['es', 'fr', 'de']
  const sum = [...name].reduce((all, letter) => all + letter.charCodeAt(0), 0)
  return others[sum % others.length] ?? 'es'
}

describe('axe finds nothing', () => {
  it.each(statesOf(looks))('%s', async (name, look) => {
    const { page } = fake
    await fake.show(page, look)
    await page.evaluate(axe)
    const asShown = await violations(page, look.forcedColors ? words : everything)
    await page.emulateMedia({ colorScheme: look.dark ? 'light' : 'dark' })
    const otherTheme = look.forcedColors ? [] : await violations(page, contrast)
    await switchLanguage(page, look.language ? 'en' : otherLanguageOf(name))
    const otherLanguage = await violations(page, words)
    const found = { asShown, otherTheme, otherLanguage }
    expect(found).toEqual({ asShown: [], otherTheme: [], otherLanguage: [] })
  })
})
