/** Pictures of networks: the list, one of them, made, edited, taken away. */
import type { Page } from 'playwright-core'
import { press, pressForDialog, pressInMenu } from './looking.ts'
import type { Look } from './looking.ts'

async function showXml(page: Page): Promise<void> {
  await page.getByText('The network in libvirt’s XML.').scrollIntoViewIfNeeded()
  await press('Show')(page)
  await page.locator('.cm-content').first().waitFor()
  await page.getByTestId('network-detail').evaluate((item) => item.scrollTo(0, 10_000))
}

function fillNetwork(kind?: string) {
  return async (page: Page): Promise<void> => {
    await press('Create network')(page)
    if (kind) await page.getByTestId(`kind-${kind}`).click()
    await press('Continue')(page)
    await page.getByTestId('network-form').waitFor()
  }
}

async function editNetwork(page: Page): Promise<void> {
  await press('Edit')(page)
  await page.getByText('Domain, forwarders, names').click()
  await page.getByRole('textbox', { name: 'Domain' }).fill('lab.example')
  await press('Continue')(page)
  await page.getByTestId('plan').waitFor()
  await page.getByText('XML changes').click()
}

/** No range, and in IPv6 a DUID that is none. */
async function reserveOnly(page: Page): Promise<void> {
  await press('Edit')(page)
  const [ipv4, ipv6] = [page.getByTestId('subnet-0'), page.getByTestId('subnet-1')]
  await ipv4.getByRole('button', { name: 'Remove number 1 of Ranges' }).click()
  await ipv4.getByRole('button', { name: 'Add reservation' }).click()
  await ipv4.getByRole('textbox', { name: 'Address' }).last().fill('192.168.122.9')
  await ipv4.getByRole('textbox', { name: 'Name' }).last().fill('nas')
  await press('Add IPv6')(page)
  await ipv6.getByRole('button', { name: 'Add reservation' }).click()
  await ipv6.getByRole('textbox', { name: 'DUID' }).fill('00:zz')
  await ipv6.getByRole('textbox', { name: 'Address' }).last().fill('fd00::5')
  await ipv6.scrollIntoViewIfNeeded()
}

async function deleteNetwork(page: Page): Promise<void> {
  await pressInMenu('More actions', 'Delete network')(page)
  await page.getByTestId('plan').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete network' }).click()
  await page.getByRole('button', { name: 'Undo' }).waitFor()
}

export const networkLooks: Record<string, Look> = {
  networks: { at: '?scene=bridged#/networks' },
  'networks-dark': { at: '?scene=bridged#/networks', dark: true },
  'networks-es': { at: '?scene=bridged#/networks', language: 'es' },
  'networks-narrow': { at: '?scene=bridged#/networks', width: 720 },
  'networks-empty': { at: '?scene=empty#/networks' },
  'networks-no-services': { at: '?scene=no-services#/networks' },
  'network-bridged': {
    at: '?scene=bridged#/networks',
    act: (page) => page.getByTestId('network-host-bridge').click(),
  },
  'network-stop': { at: '?pace=50#/networks', act: pressForDialog('Stop') },
  'network-pending': { at: '?scene=pending#/networks' },
  'network-pending-dark': { at: '?scene=pending#/networks', dark: true },
  'network-xml': { at: '?scene=pending#/networks', act: showXml },
  'network-xml-dark': { at: '?scene=bridged#/networks', dark: true, act: showXml },
  'network-create-1': { at: '?scene=bridged#/networks', act: pressForDialog('Create network') },
  'network-create-1-dark': {
    at: '?scene=bridged#/networks',
    dark: true,
    act: pressForDialog('Create network'),
  },
  'network-create-1-es': {
    at: '?scene=bridged#/networks',
    language: 'es',
    act: pressForDialog('Crear red'),
  },
  'network-create-1-narrow': {
    at: '?scene=bridged#/networks',
    width: 640,
    act: pressForDialog('Create network'),
  },
  'network-create-2': { at: '?scene=bridged#/networks', act: fillNetwork() },
  'network-create-2-dark': { at: '?scene=bridged#/networks', dark: true, act: fillNetwork() },
  'network-create-2-bridged': { at: '?scene=bridged#/networks', act: fillNetwork('bridged') },
  'network-create-2-no-bridge': { at: '#/networks', act: fillNetwork('bridged') },
  'network-create-2-macvtap': { at: '#/networks', act: fillNetwork('macvtap') },
  'network-create-2-collision': {
    at: '?scene=bridged#/networks',
    act: async (page) => {
      await fillNetwork()(page)
      await page.getByLabel('IPv4 gateway').fill('198.51.100.129')
    },
  },
  'network-create-2-open': {
    at: '?scene=bridged#/networks',
    height: 1500,
    act: async (page) => {
      await fillNetwork()(page)
      for (const section of await page.locator('[role=dialog] details > summary').all()) {
        await section.click()
      }
      for (const add of ['Add name', 'Add SRV', 'Add port group', 'Add route', 'Add reservation']) {
        await press(add)(page)
      }
    },
  },
  'network-create-3': {
    at: '?pace=20&scene=bridged#/networks',
    act: async (page) => {
      await fillNetwork()(page)
      await press('Continue')(page)
      await page.getByTestId('plan').waitFor()
      await page.getByText('The definition', { exact: true }).click()
    },
  },
  'network-edit': { at: '?pace=20#/networks', act: pressForDialog('Edit') },
  'network-reservations': { at: '?pace=20#/networks', height: 1300, act: reserveOnly },
  'network-edit-plan': { at: '?pace=20#/networks', act: editNetwork },
  'network-edit-plan-dark': { at: '?pace=20#/networks', dark: true, act: editNetwork },
  'network-import': {
    at: '?pace=20#/networks',
    act: async (page) => {
      await press('Import XML')(page)
      await page.locator('.cm-content').fill('<network>\n  <name>x</name>\n')
      await page.getByTestId('error').waitFor()
    },
  },
  'network-delete': {
    at: '?pace=20#/networks',
    act: pressInMenu('More actions', 'Delete network'),
  },
  'network-undo': { at: '?pace=20#/networks', act: deleteNetwork },
  'network-restart': {
    at: '?pace=20&scene=pending#/networks',
    act: pressForDialog('Restart to apply'),
  },
  'network-more': { at: '#/networks', act: press('More actions') },
  'network-menu': {
    at: '?scene=bridged#/networks',
    language: 'es',
    act: (page) => page.getByTestId('network-default').click({ button: 'right' }),
  },
}
