/** Pictures of machines: the list, their menus, a machine put on the LAN. */
import { press, pressForDialog, pressInMenu } from './looking.ts'
import type { Look } from './looking.ts'

const forceOff = pressInMenu('More actions', 'Force off')

export const machineLooks: Record<string, Look> = {
  machines: { at: '?scene=bridged#/machines' },
  'machines-db': { at: '#/machines', act: (page) => page.getByTestId('machine-db').click() },
  'machines-dark': { at: '?scene=bridged#/machines', dark: true },
  'machines-es': { at: '?scene=bridged#/machines', language: 'es' },
  'machines-table': {
    at: '?scene=many#/machines',
    act: async (page) => {
      await press('Show as a table')(page)
      await page.getByRole('checkbox', { name: 'Choose build-agent-3', exact: true }).click()
      await page
        .getByRole('checkbox', { name: 'Choose build-agent-7', exact: true })
        .click({ modifiers: ['Shift'] })
    },
  },
  'machines-table-dark-es': {
    at: '?scene=bridged#/machines',
    dark: true,
    language: 'es',
    act: press('Mostrar como tabla'),
  },
  'machine-note': { at: '#/machines', act: press('Add notes') },
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
  'machines-empty': { at: '?scene=empty#/machines' },
  'machines-loading': { at: '?reading=hangs#/machines' },
  'machine-force-off': {
    at: '#/machines',
    act: forceOff,
  },
  'machine-error': {
    at: '?pace=50#/machines',
    act: async (page) => {
      await forceOff(page)
      await press('Force off')(page)
      await page
        .getByText(/^Force \w+ off failed$/)
        .first()
        .waitFor()
    },
  },
  'add-nic': { at: '?scene=bridged#/machines', act: pressForDialog('Add NIC') },
  'remove-nic': {
    at: '?scene=bridged#/machines',
    act: (page) =>
      page
        .getByRole('button', { name: /^Remove NIC/ })
        .first()
        .click(),
  },
  'join-lan-first': { at: '#/', act: pressForDialog('Connect a machine to the LAN') },
  'join-lan': { at: '?scene=bridged#/', act: pressForDialog('Connect a machine to the LAN') },
  'add-nic-network': {
    at: '?scene=bridged#/machines',
    act: async (page) => {
      await press('Add NIC')(page)
      await page.getByRole('combobox', { name: 'Network', exact: true }).click()
    },
  },
  'join-lan-choose': {
    at: '?scene=bridged#/',
    act: async (page) => {
      await press('Connect a machine to the LAN')(page)
      await page.getByRole('button', { name: 'Machine', exact: true }).click()
    },
  },
  'join-lan-whole': {
    at: '?pace=20#/',
    act: async (page) => {
      await press('Connect a machine to the LAN')(page)
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
}
