/** Pictures of bonds: making one of NICs, and taking it apart. */
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
  'bond-remove': { at: '?scene=bonded#/host/bond0', act: takeApart },
}
