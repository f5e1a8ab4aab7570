/** Pictures of bridges: making one, their options, changing, leaving, history. */
import type { Page } from 'playwright-core'
import { press, pressForDialog, unfold } from './looking.ts'
import type { Look } from './looking.ts'

const openBridge = pressForDialog('Create bridge')

async function reviewBridge(page: Page): Promise<void> {
  await openBridge(page)
  await press('Continue')(page)
  await page.getByTestId('plan').waitFor()
}

async function takeBack(page: Page): Promise<void> {
  await page.getByTestId('others-change').first().getByText('Take back…').click()
  await page.getByTestId('plan').waitFor()
}

async function applyBridge(page: Page): Promise<void> {
  await reviewBridge(page)
  await press('Apply')(page)
  await page.getByTestId('progress').waitFor()
}

async function openOptions(page: Page): Promise<void> {
  await openBridge(page)
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
  await page.getByRole('radio', { name: 'Manual' }).click()
  await page.getByLabel('Addresses', { exact: true }).fill('198.51.100.20')
}

/** In its own language: what is pressed has other words there. */
const filterVlans = (create: string, filtering: string) => async (page: Page) => {
  await pressForDialog(create)(page)
  await unfold(page.getByTestId('bridge-options'))
  await page.getByRole('switch', { name: filtering }).click()
  await page.locator('[name=port-vlans-eth0]').fill('10, 20-30')
  await page.getByTestId('bridge-vlans').scrollIntoViewIfNeeded()
}
const filter = filterVlans('Create bridge', 'VLAN filtering')

async function changeVlans(page: Page): Promise<void> {
  await changeBr0(page)
  await page.getByRole('switch', { name: 'VLAN filtering' }).click()
  await page.locator('[name=host-vlans]').fill('10, 10')
  await page.locator('[name=native-vlan]').fill('5')
  await page.getByTestId('bridge-vlans').scrollIntoViewIfNeeded()
}

async function removeBr0(page: Page): Promise<void> {
  await page.getByTestId('interface-br0').click()
  await press('Remove bridge')(page)
  await page.getByTestId('plan').waitFor()
}

const at = '?scene=bridged#/host'

export const bridgeLooks: Record<string, Look> = {
  'bridge-1-form': { at: '#/host', act: openBridge },
  'bridge-1-form-dark': { at: '#/host', dark: true, act: openBridge },
  'bridge-1-invalid': {
    at: '#/host',
    act: async (page) => {
      await openBridge(page)
      await page.getByLabel('Bridge name').fill('virbr0')
    },
  },
  'bridge-others': { at: '?scene=others#/host' },
  'bridge-others-dark': { at: '?scene=others#/host', dark: true },
  'bridge-others-es': { at: '?scene=others#/host', language: 'es' },
  'bridge-others-narrow': { at: '?scene=others#/host', width: 720 },
  'bridge-others-revert': { at: '?scene=others&pace=50#/host', act: takeBack },
  'bridge-2-plan': { at: '?pace=50#/host', act: reviewBridge },
  'bridge-2-plan-dark': { at: '?pace=50#/host', dark: true, act: reviewBridge },
  'bridge-3-progress': { at: '?pace=900#/host', act: applyBridge },
  'bridge-4-keep': {
    at: '?pace=50#/host',
    act: async (page) => {
      await applyBridge(page)
      await page.getByTestId('countdown').waitFor()
    },
  },
  'bridge-5-done': {
    at: '?pace=50#/host',
    act: async (page) => {
      await applyBridge(page)
      await press('Keep')(page)
      await page.getByRole('heading', { name: 'Done' }).waitFor()
    },
  },
  'bridge-options': { at: '#/host', act: openOptions },
  'bridge-options-dark': { at: '#/host', dark: true, act: openOptions },
  'bridge-vlans': { at: '#/host', act: filter },
  'bridge-vlans-dark': { at: '#/host', dark: true, act: filter },
  'bridge-vlans-es': {
    at: '#/host',
    language: 'es',
    act: filterVlans('Crear puente', 'Filtrado de VLAN'),
  },
  'bridge-vlans-change': { at, act: changeVlans },
  'bridge-change': { at, act: changeBr0 },
  'bridge-change-addresses': { at, act: giveAddresses },
  'bridge-change-narrow': { at, width: 480, act: giveAddresses },
  'bridge-remove': { at, act: removeBr0 },
}
