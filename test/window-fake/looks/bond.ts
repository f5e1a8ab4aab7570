/** Pictures of bonds: making one of NICs, changing it, and taking it apart. */
import type { Page } from 'playwright-core'
import { press, pressForDialog } from './looking.ts'
import type { Look } from './looking.ts'

const openBond = (label: string) => async (page: Page) => {
  await page.getByTestId('interface-eth0').click()
  await pressForDialog(label)(page)
  await page.getByTestId('port-eth1').click()
}

async function review(page: Page): Promise<void> {
  await openBond('Create bond with eth0')(page)
  await press('Continue')(page)
  await page.getByTestId('plan').waitFor()
}

async function reviewChange(page: Page): Promise<void> {
  await pressForDialog('Change bond…')(page)
  await page.getByTestId('port-eth2').click()
  await press('Continue')(page)
  await page.getByTestId('plan').waitFor()
}

async function takeApart(page: Page): Promise<void> {
  await pressForDialog('Take apart')(page)
  await page.getByTestId('plan').waitFor()
}

export const bondLooks: Record<string, Look> = {
  'bond-form': { at: '#/host', height: 1100, act: openBond('Create bond with eth0') },
  'bond-form-dark': {
    ...{ at: '#/host', dark: true, height: 1100 },
    act: openBond('Create bond with eth0'),
  },
  'bond-form-es': {
    ...{ at: '#/host', language: 'es', height: 1100 },
    act: openBond('Crear bond con eth0'),
  },
  'bond-plan': { at: '?pace=50#/host', act: review },
  'bond-page': { at: '?scene=bonded#/host/bond0' },
  'bond-change': {
    at: '?scene=bonded#/host/bond0',
    act: pressForDialog('Change bond…'),
  },
  'bond-change-dark': {
    ...{ at: '?scene=bonded#/host/bond0', dark: true, width: 700 },
    act: pressForDialog('Change bond…'),
  },
  'bond-change-es': {
    ...{ at: '?scene=bonded#/host/bond0', language: 'es' },
    act: pressForDialog('Cambiar el bond…'),
  },
  'bond-change-plan': { at: '?pace=50&scene=bonded#/host/bond0', act: reviewChange },
  'bond-remove': { at: '?scene=bonded#/host/bond0', act: takeApart },
}
