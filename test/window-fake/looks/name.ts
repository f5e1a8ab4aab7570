/** Pictures of machines' names: where there are some, where none, and of what makes them known. */
import type { Page } from 'playwright-core'
import type { Look } from './looking.ts'

const AT = '?scene=forwards#/machines'

const open =
  (machine = 'web') =>
  async (page: Page): Promise<void> => {
    await page.getByTestId(`machine-${machine}`).click()
    const section = page.getByTestId('machine-names')
    await section.getByRole('listitem').or(section.getByRole('alert')).first().waitFor()
    await section.scrollIntoViewIfNeeded()
  }

const MAKE = /^(Reach it by name|Llegar a ella)/

async function make(page: Page): Promise<void> {
  await open()(page)
  await page.getByRole('button', { name: MAKE }).first().click()
  await page.getByTestId('plan').waitFor()
}

async function made(page: Page): Promise<void> {
  await make(page)
  await page.getByRole('dialog').getByRole('button', { name: MAKE }).click()
  await page.getByText('web.default.internal').first().waitFor()
}

async function badDomain(page: Page): Promise<void> {
  await make(page)
  await page.getByRole('textbox', { name: 'Domain of the network' }).fill('lab.local')
  await page.getByRole('dialog').getByRole('alert').waitFor()
}

export const nameLooks: Record<string, Look> = {
  names: { at: AT, height: 1100, act: open() },
  'names-dark': { at: AT, height: 1100, dark: true, act: open() },
  'names-es': { at: AT, height: 1100, language: 'es', act: open() },
  'names-narrow': { at: AT, width: 720, height: 1100, act: open() },
  'names-made': { at: AT, height: 1100, act: made },
  'names-off': { at: AT, height: 1100, act: open('old-mail') },
  'names-failed': {
    at: AT,
    height: 1100,
    act: async (page) => {
      await page.evaluate(
        "window.puente.getMachineNames = () => Promise.reject({ code: 'libvirt-lost', params: {} })",
      )
      await open()(page)
    },
  },
  'names-plan': { at: AT, height: 900, act: make },
  'names-plan-dark-es': { at: AT, height: 900, dark: true, language: 'es', act: make },
  'names-plan-refused': { at: AT, height: 900, act: badDomain },
}
