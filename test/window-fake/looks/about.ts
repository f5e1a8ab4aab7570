/** The window's states about itself: connections, settings, help. */
import type { Page } from 'playwright-core'
import { press } from './looking.ts'
import type { Look } from './looking.ts'

async function openConnections(page: Page): Promise<void> {
  await page.getByTestId('connection').click()
  await page.getByRole('menuitem', { name: /^(Connections|Conexiones)/ }).click()
  await page.getByRole('dialog').waitFor()
}

const findEverywhere = (words: string) => async (page: Page) => {
  await page.getByRole('searchbox').fill(words)
  await page.getByTestId('found-things').waitFor()
}

async function openSetup(page: Page): Promise<void> {
  await page.getByTestId('service-libvirt').click()
  await press('System requirements')(page)
  await page.getByRole('dialog').getByTestId('setup-group').last().waitFor()
}

/**
 * Three that failed, one on top of the other, of which none goes away meanwhile; after the dialog of
 * the change that a scene begins with, if it does.
 */
export async function failThrice(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog')
  if (new URL(page.url()).searchParams.get('scene') === 'awaiting-answer') {
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  }
  for (let count = 0; count < 3; count++) {
    await page.getByTestId(`machine-${count % 2 ? 'db' : 'web'}`).click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^(Force off|Forzar apagado)/ }).click()
    await dialog.getByRole('button', { name: /^(Force off|Forzar apagado)/ }).click()
    await page.locator('.messages > li').nth(count).waitFor()
    // Whoever has the pointer on them is reading.
    await page.locator('.messages > li').first().hover()
  }
}

/** One that failed, one that can be taken back, and a change under way. */
async function showTasks(page: Page): Promise<void> {
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByTestId('machine-web').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Force off' }).click()
  await press('Force off')(page)
  await page
    .getByText(/^Force \w+ off failed$/)
    .first()
    .waitFor()
  await page.getByTestId('machine-web').click()
  await page
    .getByRole('button', { name: /^Remove NIC/ })
    .first()
    .click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove NIC' }).click()
  await page
    .getByText(/^NIC .* removed from web/)
    .first()
    .waitFor()
  await page.getByTestId('tasks').click()
  await page.getByTestId('task-list').waitFor()
}

export const aboutLooks: Record<string, Look> = {
  messages: {
    at: '?scene=awaiting-answer&pace=20#/machines',
    width: 800,
    height: 600,
    act: failThrice,
  },
  'messages-dark-es': { at: '?pace=20#/machines', dark: true, language: 'es', act: failThrice },
  'messages-narrow': { at: '?pace=20#/machines', width: 480, height: 700, act: failThrice },
  connections: { at: '?connections#/', act: openConnections },
  'connections-dark': { at: '?connections#/', dark: true, act: openConnections },
  'connections-es': { at: '?connections#/', language: 'es', act: openConnections },
  'connections-narrow': { at: '?connections#/', width: 640, act: openConnections },
  'connections-menu': {
    at: '?connections#/',
    act: (page) => page.getByTestId('connection').click(),
  },
  'connections-wrong': {
    at: '?connections#/',
    act: async (page) => {
      await openConnections(page)
      await page.getByLabel('libvirt URI').fill('qemu+ssh://server/system?command=evil')
      await press('Add connection')(page)
    },
  },
  hosts: { at: '?connections&unanswered#/hosts' },
  'hosts-dark-es': { at: '?connections#/hosts', dark: true, language: 'es' },
  'hosts-narrow': { at: '?connections#/hosts', width: 560 },
  'hosts-alone': { at: '#/hosts' },
  'hosts-found': { at: '?connections#/hosts', act: findEverywhere('web') },
  'hosts-found-nothing': { at: '?connections#/hosts', act: findEverywhere('nowhere') },
  help: {
    at: '#/machines',
    act: async (page) => {
      await page.keyboard.press('?')
      await page.getByText('Must it be restarted').click()
    },
  },
  'help-dark-es': {
    at: '#/networks',
    dark: true,
    language: 'es',
    act: (page) => page.keyboard.press('?'),
  },
  'contrast-overview': { at: '?scene=bridged#/', contrast: 'more' },
  'contrast-machines-dark': { at: '?scene=bridged#/machines', dark: true, contrast: 'more' },
  'forced-overview': { at: '?scene=bridged#/', forcedColors: 'active' },
  'forced-networks-dark': { at: '?scene=bridged#/networks', dark: true, forcedColors: 'active' },
  tasks: { at: '?scene=applying&pace=50#/machines', act: showTasks },
  'tasks-dark-es': {
    at: '#/',
    dark: true,
    language: 'es',
    act: (page) => page.getByTestId('tasks').click(),
  },
  'tasks-narrow': { at: '?scene=applying&pace=50#/machines', width: 640, act: showTasks },
  welcome: { at: '?first&scene=bridged#/' },
  'welcome-dark-es': { at: '?first&scene=view-only#/', dark: true, language: 'es' },
  'welcome-nothing-there': { at: '?first&scene=no-services#/' },
  'welcome-narrow': { at: '?first&scene=bridged#/', width: 640 },
  setup: { at: '?scene=no-services#/networks', act: openSetup },
  'setup-dark': { at: '#/networks', dark: true, act: openSetup },
  elsewhere: { at: '?scene=elsewhere#/host' },
  'elsewhere-dark': { at: '?scene=elsewhere#/host', dark: true },
  'elsewhere-overview': { at: '?scene=elsewhere#/' },
  unanswered: {
    at: '?connections&unanswered#/',
    act: async (page) => {
      await page.getByTestId('connection').click()
      await page.getByRole('menuitemcheckbox', { name: /alex/ }).click()
      await page.getByTestId('unanswered').waitFor()
    },
  },
}
