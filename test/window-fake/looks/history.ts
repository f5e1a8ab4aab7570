/** Pictures of the history: its list, an entry with its difference, one that can't be undone. */
import type { Page } from 'playwright-core'
import type { Look } from './looking.ts'

const AT = '?scene=bridged&pace=20#/history'

const entry = (number: number) => async (page: Page) => {
  await page.getByTestId('history-entry').nth(number).click()
  await page.getByTestId('history-difference').first().waitFor()
}

async function openDifference(page: Page): Promise<void> {
  await entry(0)(page)
  await page.getByTestId('history-difference').first().locator('summary').click()
  await page.getByTestId('xml-difference').locator('.cm-content').first().waitFor()
}

async function whyNot(page: Page): Promise<void> {
  await entry(1)(page)
  await page.getByTestId('history-why-not').waitFor()
}

async function goBack(page: Page): Promise<void> {
  await entry(1)(page)
  await page.getByTestId('wiring-open').click()
  await page.getByRole('dialog').getByTestId('plan').waitFor()
  await page.getByRole('dialog').getByTestId('history-difference').first().waitFor()
}

async function find(page: Page): Promise<void> {
  await page.getByTestId('history-entry').first().waitFor()
  await page.getByRole('searchbox').fill('web')
}

export const historyLooks: Record<string, Look> = {
  history: { at: AT, act: openDifference },
  'history-dark': { at: AT, dark: true, act: openDifference },
  'history-es': { at: AT, language: 'es', act: openDifference },
  'history-why-not': { at: AT, act: whyNot },
  'history-wiring': { at: AT, act: goBack },
  'history-wiring-dark': { at: AT, dark: true, act: goBack },
  'history-wiring-es': { at: AT, language: 'es', act: goBack },
  'history-found': { at: AT, act: find },
  'history-narrow': { at: AT, width: 480, act: openDifference },
  'history-long': { at: AT.replace('?', '?past=long&') },
  'history-empty': { at: AT.replace('?', '?past=none&') },
}
