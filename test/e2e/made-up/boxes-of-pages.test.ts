/**
 * Every page in every language, light and dark, in windows of three widths: nothing is cut, nothing
 * lies on anything, nothing is too small to read. A page is loaded once; the rest is switched live.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { languageCodes } from '../../../renderer/languages.ts'
import { boxFaults, switchLanguage } from '../../support/box-faults.ts'
import { FakeWindow } from '../../support/fake-window.ts'
import type { Look } from '../../window-fake/looks/looking.ts'

let fake: FakeWindow

beforeAll(async () => {
  fake = await FakeWindow.open()
})
afterAll(() => fake[Symbol.asyncDispose]())

const widths = [1280, 800, 480]
const open = (testId: string) => (page: Page) => page.getByTestId(testId).click()
const pages: Record<string, Look> = {
  overview: { at: '?scene=bridged#/' },
  networks: { at: '?scene=bridged#/networks', act: open('network-default') },
  machines: { at: '#/machines', act: open('machine-db') },
  host: { at: '?scene=bridged#/host/br0' },
  doctor: { at: '?scene=sick#/doctor' },
}

describe('nothing is cut, covered or too small', () => {
  it.each(Object.entries(pages))('on the page %s', async (_, look) => {
    const { page } = fake
    await fake.show(page, look)
    const found: string[] = []
    for (const language of languageCodes) {
      await switchLanguage(page, language)
      for (const width of widths) {
        await fake.resize(page, width, 820)
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          const faults = await settled(page)
          found.push(...faults.map((fault) => `${language}, ${width} px, ${colorScheme}: ${fault}`))
        }
      }
    }
    expect(found).toEqual([])
  })
})

/** What is still so once a frame has been drawn after it: some sizes follow the window’s by one. */
async function settled(page: Page): Promise<string[]> {
  let faults = await boxFaults(page)
  for (let tries = 0; tries < 10 && faults.length > 0; tries++) {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)))
    faults = await boxFaults(page)
  }
  return faults
}
