/** Pictures of ports that lead to machines: listed, added, refused, taken away. */
import type { Page } from 'playwright-core'
import { press } from './looking.ts'
import type { Look } from './looking.ts'

const AT = '?scene=forwards#/machines'

async function open(page: Page): Promise<void> {
  await page.getByTestId('machine-web').click()
  await page.getByTestId('forwards').scrollIntoViewIfNeeded()
}

async function add(page: Page, port: string): Promise<void> {
  await open(page)
  await press('Forward a port')(page)
  await page.getByRole('spinbutton', { name: 'Port of this host' }).fill(port)
}

async function addPlanned(page: Page): Promise<void> {
  await add(page, '8081')
  await page.getByTestId('plan').waitFor()
}

/** A line from the LAN, by the mouse, let go on a machine's NIC. */
async function pull(page: Page): Promise<void> {
  const [from, to] = [page.getByTestId(/^out-lan:/).first(), page.getByTestId(/^plug-/).first()]
  await from.waitFor()
  const centre = async (one: typeof from) => {
    const { x, y, width, height } = (await one.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    return [x + width / 2, y + height / 2] as const
  }
  await page.mouse.move(...(await centre(from)))
  await page.mouse.down()
  await page.mouse.move(...(await centre(to)), { steps: 12 })
  await page.mouse.up()
  await page.getByRole('dialog').getByTestId('forward-form').waitFor()
}

async function lanMenu(page: Page): Promise<void> {
  await page
    .getByTestId(/^thing-lan:/)
    .first()
    .click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Forward a port' }).waitFor()
}

async function remove(page: Page): Promise<void> {
  await open(page)
  await page.getByRole('button', { name: /^Remove the forward tcp/ }).click()
  await page.getByTestId('plan').waitFor()
}

export const forwardLooks: Record<string, Look> = {
  forwards: { at: AT, act: open },
  'forwards-dark': { at: AT, dark: true, act: open },
  'forwards-es': { at: AT, language: 'es', act: open },
  'forwards-narrow': { at: AT, width: 800, act: open },
  'forwards-network': {
    at: '?scene=forwards#/networks',
    act: async (page) => {
      await page.getByTestId('network-default').click()
      await page.getByTestId('forwards').scrollIntoViewIfNeeded()
    },
  },
  'forward-add': { at: AT, height: 1000, act: addPlanned },
  'forward-add-dark': { at: AT, height: 1000, dark: true, act: addPlanned },
  'forward-add-narrow': { at: AT, height: 1000, width: 720, act: addPlanned },
  'forward-taken': { at: AT, height: 1000, act: (page) => add(page, '8000') },
  'forward-picture': { at: '?scene=forwards#/' },
  'forward-pull': { at: '?scene=forwards#/', act: pull },
  'forward-lan-menu': { at: '?scene=forwards#/', act: lanMenu },
  'forward-remove': { at: AT, act: remove },
}
