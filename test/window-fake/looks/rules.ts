/** Pictures of a NIC's rules: chosen, wrong, set. */
import type { Page } from 'playwright-core'
import type { Look } from './looking.ts'

const AT = '?scene=bridged&pace=20#/machines'

async function open(page: Page): Promise<void> {
  await page.getByTestId('machine-web').click()
  await page
    .getByRole('button', { name: /^(Rules of NIC|Reglas de la NIC)/ })
    .first()
    .click()
  await page.getByTestId('rules-form').waitFor()
}

async function choose(page: Page, number: number): Promise<void> {
  await open(page)
  await page.getByRole('dialog').getByRole('radio').nth(number).click()
}

async function internet(page: Page): Promise<void> {
  await choose(page, 1)
  await page.getByTestId('plan').waitFor()
}

async function wrong(page: Page): Promise<void> {
  await choose(page, 4)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Add service' }).click()
  await dialog.getByLabel('Address or subnet').first().fill('192.0.2.7')
  await dialog.getByLabel('Address or subnet').last().fill('router')
  await dialog.getByLabel('Address or subnet').last().blur()
}

async function ofNetwork(page: Page): Promise<void> {
  await page.getByTestId('network-default').click()
  await page.getByRole('button', { name: /^(More actions|Más acciones)$/ }).click()
  await page.getByRole('menuitem', { name: /^(Rules of all NICs|Reglas de todas las NIC)/ }).click()
  await page.getByTestId('rules-form').waitFor()
  await page.getByRole('dialog').getByRole('radio').nth(1).click()
  await page.getByTestId('plan').waitFor()
}

async function ofNetworkSet(page: Page): Promise<void> {
  await ofNetwork(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Set rules' }).click()
  await page.getByTestId('network-rules').waitFor()
  await page.getByTestId('network-rules').scrollIntoViewIfNeeded()
}

const NETWORKS = '?scene=bridged&pace=20#/networks'

export const rulesLooks: Record<string, Look> = {
  rules: { at: AT, act: open },
  'rules-internet': { at: AT, height: 1000, act: internet },
  'rules-internet-dark': { at: AT, height: 1000, dark: true, act: internet },
  'rules-internet-es': { at: AT, height: 1000, language: 'es', act: internet },
  'rules-wrong': { at: AT, height: 900, act: wrong },
  'rules-wrong-narrow': { at: AT, height: 900, width: 560, act: wrong },
  'rules-network': { at: NETWORKS, height: 1000, act: ofNetwork },
  'rules-network-es': { at: NETWORKS, height: 1000, language: 'es', act: ofNetwork },
  'rules-network-set': { at: NETWORKS, height: 1000, act: ofNetworkSet },
  'rules-network-set-dark': { at: NETWORKS, height: 1000, dark: true, act: ofNetworkSet },
  'rules-set': {
    at: AT,
    act: async (page) => {
      await internet(page)
      await page.getByRole('dialog').getByRole('button', { name: 'Set rules' }).click()
      await page.getByTestId('nic-rules').waitFor()
    },
  },
}
