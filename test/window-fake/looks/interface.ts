/** Pictures of an interface's own connection: changing it, and giving its own profile back. */
import type { Page } from 'playwright-core'
import { press, pressForDialog } from './looking.ts'
import type { Look } from './looking.ts'

/** In its own language: what is pressed has other words there. */
const fill = (change: string, manual: string) => async (page: Page) => {
  await page.getByTestId('interface-eth0').click()
  await pressForDialog(change)(page)
  await page.getByTestId('fields-ipv4').getByLabel(manual).click()
  await page.locator('[name=ipv4-addresses]').fill('198.51.100.20/24')
  await page.locator('[name=ipv4-gateway]').fill('198.51.100.1')
  await page.locator('[name=dns]').fill('198.51.100.1')
  await page.getByTestId('interface-more').locator('summary').click()
}

const english = fill('Change its connection…', 'Manual')

async function refuse(page: Page): Promise<void> {
  await english(page)
  await page.locator('[name=ipv4-gateway]').fill('10.0.0.1')
  await page.locator('[name=routes]').fill('10.9.0.0')
  await page.locator('[name=dns]').fill('nowhere')
  await page.locator('[name=search]').click()
}

async function review(page: Page): Promise<void> {
  await english(page)
  await press('Continue')(page)
  await page.getByTestId('plan').waitFor()
}

async function giveBack(page: Page): Promise<void> {
  await pressForDialog('Give its own profile back')(page)
  await page.getByTestId('plan').waitFor()
}

export const interfaceLooks: Record<string, Look> = {
  'interface-form': { at: '#/host', height: 1100, act: english },
  'interface-form-dark': { at: '#/host', dark: true, height: 1100, act: english },
  'interface-form-es': {
    ...{ at: '#/host', language: 'es', height: 1100 },
    act: fill('Cambiar su conexión…', 'Manual'),
  },
  'interface-refused': { at: '#/host', height: 1100, act: refuse },
  'interface-plan': { at: '?pace=50#/host', height: 1100, act: review },
  'interface-plan-dark': { at: '?pace=50#/host', dark: true, height: 1100, act: review },
  'interface-restore': { at: '?scene=own-profile#/host/eth0', act: giveBack },
}
