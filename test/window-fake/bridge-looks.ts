/** Pictures of bridges: their options, changing, leaving, history. */
import type { Page } from 'playwright-core'
import { press, unfold } from './looking.ts'
import type { Look } from './looking.ts'

async function openOptions(page: Page): Promise<void> {
  await press('Create bridge')(page)
  await unfold(page.getByTestId('bridge-options'))
  await page.getByRole('switch', { name: 'Spanning tree (STP)' }).click()
  await page.getByTestId('bridge-options').scrollIntoViewIfNeeded()
}

async function changeBr0(page: Page): Promise<void> {
  await page.getByTestId('interface-br0').click()
  await press('Change')(page)
}

async function giveAddresses(page: Page): Promise<void> {
  await changeBr0(page)
  await unfold(page.getByTestId('bridge-addresses'))
  await page.getByRole('radio', { name: 'By hand' }).click()
  await page.getByLabel('Addresses', { exact: true }).fill('198.51.100.20')
}

async function removeBr0(page: Page): Promise<void> {
  await page.getByTestId('interface-br0').click()
  await press('Remove bridge')(page)
  await page.getByTestId('plan').waitFor()
}

async function showHistory(page: Page): Promise<void> {
  await page.getByTestId('host-history').click()
  await page.getByTestId('history').waitFor()
}

const at = '?scene=bridged#/host'

export const bridgeLooks: Record<string, Look> = {
  'bridge-options': { at: '#/host', act: openOptions },
  'bridge-options-dark': { at: '#/host', dark: true, act: openOptions },
  'bridge-change': { at, act: changeBr0 },
  'bridge-change-addresses': { at, act: giveAddresses },
  'bridge-change-narrow': { at, width: 480, act: giveAddresses },
  'bridge-remove': { at, act: removeBr0 },
  'host-history': { at, act: showHistory },
  'host-history-dark': { at, dark: true, act: showHistory },
  'host-history-es': { at, language: 'es', act: showHistory },
}
