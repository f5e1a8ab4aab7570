/** Pictures of a capture: its form, what is missing, what is wrong, its list. */
import type { Page } from 'playwright-core'
import { press } from './looking.ts'
import type { Look } from './looking.ts'

const AT = '?scene=bridged#/machines'

async function open(page: Page): Promise<void> {
  await page.getByTestId('machine-web').click()
  await page
    .getByRole('button', { name: /(packets on|paquetes en) vnet0/ })
    .first()
    .click()
  await page.getByTestId('capture-form').waitFor()
}

async function wrong(page: Page): Promise<void> {
  await open(page)
  await page.getByRole('dialog').getByLabel('Capture filter').fill('nonsense and more')
  await press('Start capture')(page)
  await page.getByText('This is no capture filter.').waitFor()
}

async function run(page: Page): Promise<void> {
  await open(page)
  await page.getByRole('dialog').locator('button[type=submit]').click()
  // Of each kind of packet at least one.
  await page.getByTestId('packets').locator('tbody tr').nth(7).waitFor()
}

async function talks(page: Page): Promise<void> {
  await run(page)
  await page.getByRole('tab').last().click()
  await page.getByTestId('conversations').waitFor()
}

export const captureLooks: Record<string, Look> = {
  'capture-form': { at: AT, act: open },
  'capture-wrong': { at: AT, act: wrong },
  'capture-missing': {
    at: '?scene=bridged#/host/eth1',
    act: async (page) => {
      await press('Capture packets on eth1')(page)
      await page.getByTestId('capture-hindrance').waitFor()
    },
  },
  'capture-list': { at: AT, act: run },
  'capture-list-dark': { at: AT, dark: true, act: run },
  'capture-list-es': { at: AT, language: 'es', act: run },
  'capture-list-narrow': { at: AT, width: 560, act: run },
  'capture-conversations': { at: AT, act: talks },
  'capture-conversations-dark': { at: AT, dark: true, act: talks },
  'capture-conversations-es': { at: AT, language: 'es', act: talks },
  'capture-conversations-narrow': { at: AT, width: 560, act: talks },
  'capture-only': {
    at: AT,
    act: async (page) => {
      await talks(page)
      await page.getByTestId('conversations').getByText('203.0.113.9').click()
      await page.getByTestId('capture-chosen').waitFor()
    },
  },
  'capture-stopped': {
    at: AT,
    act: async (page) => {
      await run(page)
      await press('Stop')(page)
      await page.getByText('Stopped').waitFor()
    },
  },
}
