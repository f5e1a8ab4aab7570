/** Pictures of the ways to the LAN by one MAC: the assistant, a part of the LAN, a machine’s ports. */
import type { Page } from 'playwright-core'
import { press, pressForDialog } from './looking.ts'
import type { Look } from './looking.ts'

const WIFI = '?scene=wifi#/host/wlan0'
const dialog = (page: Page) => page.getByRole('dialog')

const open = pressForDialog('Ways without a bridge')
const openSpanish = pressForDialog('Formas sin puente')

async function choose(page: Page, way: RegExp, next: string): Promise<void> {
  await dialog(page).getByRole('radio', { name: way }).click()
  await dialog(page).getByRole('button', { name: next }).click()
}

async function openSlice(page: Page): Promise<void> {
  await open(page)
  await choose(page, /^Addresses of the LAN/, 'Continue')
  await page.getByTestId('plan').waitFor()
}

async function openSliceSpanish(page: Page): Promise<void> {
  await openSpanish(page)
  await choose(page, /^Direcciones de la red local/, 'Continuar')
  await page.getByTestId('plan').waitFor()
}

async function takenSlice(page: Page): Promise<void> {
  await openSlice(page)
  await dialog(page).getByRole('textbox').first().fill('198.51.100.208/28')
  await dialog(page).getByText('A device on the LAN has').waitFor()
}

async function openPorts(page: Page): Promise<void> {
  await open(page)
  await dialog(page).getByRole('button', { name: 'Machine', exact: true }).click()
  await page.getByRole('option', { name: /^db/ }).click()
  await dialog(page).getByRole('button', { name: 'Continue' }).click()
  await page.getByTestId('every-port-limited').waitFor()
}

async function makeSlice(page: Page): Promise<void> {
  await openSlice(page)
  await dialog(page).getByRole('button', { name: 'Create network' }).click()
  await dialog(page).waitFor({ state: 'detached' })
  await page.locator('nav').getByRole('link', { name: 'Networks' }).click()
  await page.getByTestId('network-lan').click()
  await page.getByTestId('reach').waitFor()
}

export const lanLooks: Record<string, Look> = {
  'one-mac-nic': { at: WIFI },
  'one-mac': { at: WIFI, act: open },
  'one-mac-dark': { at: WIFI, dark: true, act: open },
  'one-mac-es': { at: WIFI, language: 'es', act: openSpanish },
  'one-mac-narrow': { at: WIFI, width: 720, act: open },
  'one-mac-nearest': { at: '?scene=wifi#/', act: pressForDialog('Connect a machine to the LAN') },
  'one-mac-bridge': { at: '#/host', act: press('Create bridge') },
  'lan-slice': { at: WIFI, height: 1000, act: openSlice },
  'lan-slice-dark': { at: WIFI, height: 1000, dark: true, act: openSlice },
  'lan-slice-es': { at: WIFI, height: 1000, language: 'es', act: openSliceSpanish },
  'lan-slice-narrow': { at: WIFI, width: 720, act: openSlice },
  'lan-slice-taken': { at: WIFI, act: takenSlice },
  'lan-slice-made': { at: WIFI, act: makeSlice },
  'lan-every-port': { at: WIFI, height: 1000, act: openPorts },
}
