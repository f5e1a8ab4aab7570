/** Pictures of a link that is bad on purpose: chosen, with own values, wrong, set, in the picture. */
import type { Page } from 'playwright-core'
import type { Look } from './looking.ts'

const AT = '?scene=bridged&pace=20#/machines'

async function open(page: Page, name = 'web'): Promise<void> {
  await page.getByTestId(`machine-${name}`).click()
  await page
    .getByRole('button', { name: /^(Link conditions of NIC|Condiciones del enlace de la NIC)/ })
    .first()
    .click()
  await page.getByTestId('conditions-form').waitFor()
}

async function choose(page: Page, number: number): Promise<void> {
  await open(page)
  await page.getByRole('dialog').getByRole('radio').nth(number).click()
}

const planned = (number: number) => async (page: Page) => {
  await choose(page, number)
  await page.getByTestId('plan').waitFor()
}

async function wrong(page: Page): Promise<void> {
  await choose(page, 4)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Delay (ms)').first().fill('20')
  await dialog.getByLabel('Jitter (± ms)').first().fill('30')
  await dialog.getByLabel('Loss (%)').last().fill('lots')
  await dialog.getByLabel('Loss (%)').last().blur()
}

async function set(page: Page): Promise<void> {
  await planned(3)(page)
  await page.getByRole('dialog').getByRole('switch').click()
  await page.getByTestId('plan').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Set conditions' }).click()
  await page.getByTestId('nic-conditions').waitFor()
}

async function inPicture(page: Page): Promise<void> {
  await set(page)
  await page.evaluate("location.hash = '#/'")
  await page.getByTestId('cable-bad').waitFor()
}

export const conditionLooks: Record<string, Look> = {
  conditions: { at: AT, height: 900, act: open },
  'conditions-mobile': { at: AT, height: 1000, act: planned(1) },
  'conditions-mobile-dark': { at: AT, height: 1000, dark: true, act: planned(1) },
  'conditions-mobile-es': { at: AT, height: 1000, language: 'es', act: planned(1) },
  'conditions-own': { at: AT, height: 1000, act: wrong },
  'conditions-own-narrow': { at: AT, height: 1100, width: 560, act: wrong },
  'conditions-unplugged': { at: AT, height: 1000, act: planned(5) },
  'conditions-no-netem': { at: AT, height: 900, act: (page) => open(page, 'db') },
  'conditions-set': { at: AT, act: set },
  'conditions-picture': { at: AT, act: inPicture },
  'conditions-picture-dark': { at: AT, dark: true, act: inPicture },
}
