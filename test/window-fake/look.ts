/**
 * Takes a picture of the window in each of its states: `node test/window-fake/look.ts [name…]`.
 * Pictures and what the console said go to out/look/.
 */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { build, preview } from 'vite'
import { doctorLooks } from './doctor-looks.ts'
import { aboutLooks } from './about-looks.ts'
import { press } from './looking.ts'
import type { Look } from './looking.ts'
import { bridgeLooks } from './bridge-looks.ts'
import { nicLooks } from './nic-looks.ts'
import { pictureLooks } from './picture-looks.ts'

async function openBridge(page: Page): Promise<void> {
  await press('Create bridge')(page)
}

async function reviewBridge(page: Page): Promise<void> {
  await openBridge(page)
  await press('Continue')(page)
  await page.getByTestId('plan').waitFor()
}

async function applyBridge(page: Page): Promise<void> {
  await reviewBridge(page)
  await press('Apply')(page)
  await page.getByTestId('progress').waitFor()
}

async function showXml(page: Page): Promise<void> {
  await page.getByText('The network as libvirt writes it.').scrollIntoViewIfNeeded()
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
  await page.getByText('The definition, before and after').click()
}

function networkMenu(item: string) {
  return async (page: Page): Promise<void> => {
    await press('More actions')(page)
    await page.getByRole('menuitem', { name: item }).click()
  }
}

async function deleteNetwork(page: Page): Promise<void> {
  await networkMenu('Delete network')(page)
  await page.getByTestId('plan').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete network' }).click()
  await page.getByRole('button', { name: 'Undo' }).waitFor()
}

export const looks: Record<string, Look> = {
  ...aboutLooks,
  overview: { at: '#/' },
  'overview-dark': { at: '#/', dark: true },
  'overview-bridged': { at: '?scene=bridged#/' },
  'overview-bridged-dark': { at: '?scene=bridged#/', dark: true },
  'overview-bridged-es': { at: '?scene=bridged#/', language: 'es' },
  'overview-narrow': { at: '?scene=bridged#/', width: 720 },
  'overview-many': { at: '?scene=many#/' },
  ...pictureLooks,
  ...bridgeLooks,
  'overview-empty': { at: '?scene=empty#/' },
  'overview-no-services': { at: '?scene=no-services#/' },
  'overview-notices': { at: '?scene=notices#/' },
  'overview-loading': { at: '?reading=hangs#/' },
  'overview-failed': { at: '?reading=fails#/' },
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
  'network-stop': { at: '?pace=50#/networks', act: press('Stop') },
  'network-pending': { at: '?scene=pending#/networks' },
  'network-pending-dark': { at: '?scene=pending#/networks', dark: true },
  'network-xml': { at: '?scene=pending#/networks', act: showXml },
  'network-xml-dark': { at: '?scene=bridged#/networks', dark: true, act: showXml },
  'network-create-1': { at: '?scene=bridged#/networks', act: press('Create network') },
  'network-create-1-dark': {
    at: '?scene=bridged#/networks',
    dark: true,
    act: press('Create network'),
  },
  'network-create-1-es': {
    at: '?scene=bridged#/networks',
    language: 'es',
    act: press('Crear red'),
  },
  'network-create-1-narrow': {
    at: '?scene=bridged#/networks',
    width: 640,
    act: press('Create network'),
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
      await page.getByLabel('IPv4 address of this computer on it').fill('198.51.100.129')
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
      for (const add of ['Add name', 'Add SRV', 'Add port group', 'Add route', 'Add machine']) {
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
  'network-edit': { at: '?pace=20#/networks', act: press('Edit') },
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
  'network-delete': { at: '?pace=20#/networks', act: networkMenu('Delete network') },
  'network-undo': { at: '?pace=20#/networks', act: deleteNetwork },
  'network-restart': { at: '?pace=20&scene=pending#/networks', act: press('Restart to apply') },
  'network-more': { at: '#/networks', act: press('More actions') },
  machines: { at: '?scene=bridged#/machines' },
  'machines-db': { at: '#/machines', act: (page) => page.getByTestId('machine-db').click() },
  'machines-dark': { at: '?scene=bridged#/machines', dark: true },
  'machines-es': { at: '?scene=bridged#/machines', language: 'es' },
  'machines-many': { at: '?scene=many#/machines' },
  'machines-narrow': { at: '?scene=many#/machines', width: 720 },
  'machine-narrow': {
    at: '#/machines',
    width: 720,
    act: (page) => page.getByTestId('machine-db').click(),
  },
  'machines-menu': {
    at: '?scene=bridged#/machines',
    act: (page) => page.getByTestId('machine-web').click({ button: 'right' }),
  },
  'nic-menu': {
    at: '?scene=bridged#/machines',
    dark: true,
    act: (page) =>
      page
        .getByTestId(/^nic-52/)
        .first()
        .click({ button: 'right' }),
  },
  'network-menu': {
    at: '?scene=bridged#/networks',
    language: 'es',
    act: (page) => page.getByTestId('network-default').click({ button: 'right' }),
  },
  'host-menu': {
    at: '?scene=bridged#/host',
    act: async (page) => {
      await page.getByTestId('interface-br0').focus()
      await page.keyboard.press('Shift+F10')
    },
  },
  'machines-empty': { at: '?scene=empty#/machines' },
  'machines-loading': { at: '?reading=hangs#/machines' },
  'machine-force-off': {
    at: '#/machines',
    act: async (page) => {
      await press('More actions')(page)
      await page.getByRole('menuitem', { name: 'Force off' }).click()
    },
  },
  'machine-error': {
    at: '?pace=50#/machines',
    act: async (page) => {
      await press('More actions')(page)
      await page.getByRole('menuitem', { name: 'Force off' }).click()
      await press('Force off')(page)
      await page.getByText('libvirt could not do this.').first().waitFor()
    },
  },
  'add-nic': { at: '?scene=bridged#/machines', act: press('Add NIC') },
  'remove-nic': {
    at: '?scene=bridged#/machines',
    act: (page) =>
      page
        .getByRole('button', { name: /^Remove NIC/ })
        .first()
        .click(),
  },
  ...nicLooks,
  ...doctorLooks,
  host: { at: '#/host' },
  'host-bridged': { at: '?scene=bridged#/host' },
  'host-bridged-dark': { at: '?scene=bridged#/host', dark: true },
  'host-bridged-es': { at: '?scene=bridged#/host', language: 'es' },
  'host-wifi': { at: '#/host/wlan0' },
  'host-narrow': { at: '?scene=bridged#/host', width: 720 },
  'host-no-services': { at: '?scene=no-services#/host' },
  'bridge-1-form': { at: '#/host', act: openBridge },
  'bridge-1-form-dark': { at: '#/host', dark: true, act: openBridge },
  'bridge-1-invalid': {
    at: '#/host',
    act: async (page) => {
      await openBridge(page)
      await page.getByLabel('Bridge name').fill('virbr0')
    },
  },
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
  'bridge-remove': { at: '?scene=bridged#/host', act: press('Remove bridge') },
  'join-lan-first': { at: '#/', act: press('Put a machine on the LAN') },
  'join-lan': { at: '?scene=bridged#/', act: press('Put a machine on the LAN') },
  'change-applying': { at: '?scene=applying#/' },
  'change-verifying': { at: '?scene=verifying#/' },
  'change-awaiting-dark': { at: '?scene=awaiting-answer#/', dark: true },
  'change-awaiting-es': { at: '?scene=awaiting-answer#/', language: 'es' },
  'change-banner': {
    at: '?scene=awaiting-answer#/',
    act: async (page) => {
      await page.getByTestId('countdown').waitFor()
      await page.keyboard.press('Escape')
    },
  },
  'change-banner-narrow': {
    at: '?scene=awaiting-answer#/',
    width: 720,
    act: async (page) => {
      await page.getByTestId('countdown').waitFor()
      await page.keyboard.press('Escape')
    },
  },
  'change-reverted': { at: '?scene=reverted#/', act: press('Show') },
  'change-failed': { at: '?scene=failed#/', act: press('Show') },
  'add-nic-network': {
    at: '?scene=bridged#/machines',
    act: async (page) => {
      await press('Add NIC')(page)
      await page.getByRole('combobox', { name: 'Network' }).click()
    },
  },
  'join-lan-choose': {
    at: '?scene=bridged#/',
    act: async (page) => {
      await press('Put a machine on the LAN')(page)
      await page.getByRole('button', { name: 'Machine', exact: true }).click()
    },
  },
  'join-lan-whole': {
    at: '?pace=20#/',
    act: async (page) => {
      await press('Put a machine on the LAN')(page)
      await press('Create bridge')(page)
      await press('Continue')(page)
      await press('Apply')(page)
      await press('Keep')(page)
      await press('Choose a machine')(page)
      await page.getByRole('button', { name: 'Machine', exact: true }).click()
      await page.getByRole('option', { name: /^web/ }).click()
      await press('Continue')(page)
      await page.getByTestId('plan').waitFor()
      await page.getByRole('dialog').getByRole('button', { name: 'Add NIC' }).click()
      await page.getByText('web has a new NIC on host-bridge').first().waitFor()
    },
  },
  reconnecting: {
    at: '?scene=bridged#/machines',
    act: (page) => page.evaluate("window.puente.emit('backend', { ready: false })"),
  },
  'palette-many': {
    at: '?scene=many#/',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('agent-77')
    },
  },
  service: {
    at: '?scene=no-services#/networks',
    act: (page) => page.getByTestId('service-libvirt').click(),
  },
  'service-view-only': {
    at: '?scene=view-only#/machines',
    act: (page) => page.getByTestId('service-libvirt').click(),
  },
  palette: { at: '?scene=bridged#/', act: (page) => page.keyboard.press('Control+k') },
  theme: { at: '#/', act: press('Theme') },
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const configFile = fileURLToPath(new URL('vite.config.ts', import.meta.url))

// The tests of the window's accessibility come to the same states by themselves.
if (import.meta.main) await takeAll(process.argv.slice(2))

async function takeAll(words: string[]): Promise<void> {
  const wanted = Object.entries(looks).filter(
    ([name]) => words.length === 0 || words.some((word) => name.startsWith(word)),
  )
  mkdirSync(`${root}/out/look`, { recursive: true })
  await build({ configFile, logLevel: 'warn' })
  const server = await preview({ configFile, preview: { port: 0, host: '127.0.0.1' } })
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  try {
    const address = server.resolvedUrls?.local[0] ?? ''
    for (const [name, look] of wanted) await take(browser, name, look, address)
  } finally {
    await browser.close()
    await server.close()
  }
}

async function take(browser: Browser, name: string, look: Look, address: string): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1280, height: look.height ?? 820 },
    colorScheme: look.dark ? 'dark' : 'light',
    contrast: look.contrast ?? 'no-preference',
    forcedColors: look.forcedColors ?? 'none',
    locale: look.language ?? 'en-US',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(5000)
  page.on('console', (entry) => {
    if (entry.type() !== 'log') console.log(`${name}: ${entry.type()}: ${entry.text()}`)
  })
  page.on('pageerror', (error) => console.log(`${name}: ${error.message}`))
  page.on('requestfailed', (request) => console.log(`${name}: failed: ${request.url()}`))
  await page.goto(address + look.at)
  try {
    await page.locator('nav').waitFor()
    await page.locator('h1').first().waitFor({ state: 'attached' })
    await look.act?.(page)
  } catch (error) {
    console.log(`${name}: ${(error as Error).message.split('\n')[0]}`)
  }
  await page.waitForTimeout(450)
  await page.screenshot({ path: `${root}/out/look/${name}.png` })
  await context.close()
}
