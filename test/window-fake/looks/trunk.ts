/** Pictures of VLANs: bridges for them, and where they come over. */
import type { Page } from 'playwright-core'
import { press, pressForDialog } from './looking.ts'
import type { Look } from './looking.ts'

/** In its own language: what is pressed has other words there. */
const openTrunk = (label: string) => async (page: Page) => {
  await page.getByTestId('interface-eth1').click()
  await pressForDialog(label)(page)
}

async function fill(page: Page): Promise<void> {
  await openTrunk('Create VLAN bridges on eth1')(page)
  await page.locator('[name=vlans]').fill('10, 20, 30')
  await page.getByTestId('trunk-rows').waitFor()
}

async function fillSpanish(page: Page): Promise<void> {
  await openTrunk('Crear puentes para VLAN en eth1')(page)
  await page.locator('[name=vlans]').fill('10, 20, 30')
  await page.getByTestId('trunk-rows').waitFor()
}

async function refuse(page: Page): Promise<void> {
  await fill(page)
  await page.getByLabel('Bridge for VLAN 20').fill('virbr0')
  await page.locator('[name=vlans]').fill('10, 20, 20')
}

async function review(page: Page): Promise<void> {
  await fill(page)
  await press('Continue')(page)
  await page.getByTestId('plan').waitFor()
}

export const trunkLooks: Record<string, Look> = {
  'trunk-form': { at: '#/host', act: fill },
  'trunk-form-dark': { at: '#/host', dark: true, act: fill },
  'trunk-form-es': { at: '#/host', language: 'es', act: fillSpanish },
  'trunk-refused': { at: '#/host', act: refuse },
  'trunk-remove': {
    at: '?scene=trunk#/host/eth1',
    act: async (page) => {
      await pressForDialog('Remove VLAN bridges')(page)
      await page.getByTestId('plan').waitFor()
    },
  },
  'trunk-plan': { at: '?pace=50#/host', act: review },
  'trunk-host': { at: '?scene=trunk#/host/eth1.10' },
  'trunk-picture': { at: '?scene=trunk#/' },
  'trunk-picture-dark': { at: '?scene=trunk#/', dark: true },
}
