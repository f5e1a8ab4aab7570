/** Pictures of what is drawn and not there yet. */
import type { Locator, Page } from 'playwright-core'
import { press } from './looking.ts'
import { fromImage } from './lab.ts'
import type { Look } from './looking.ts'

export interface Words {
  draw: string
  network: string
  machine: string
  close: string
  apply: string
  isolated: string
}

export const english: Words = {
  ...{ draw: 'Draw', network: 'New network', machine: 'New machine', close: 'Close' },
  ...{ apply: 'Apply…', isolated: 'Isolated' },
}
const spanish: Words = {
  ...{ draw: 'Dibujar', network: 'Nueva red', machine: 'Nueva máquina', close: 'Cerrar' },
  ...{ apply: 'Aplicar…', isolated: 'Aislada' },
}

export async function choose(page: Page, words: Words, ...items: string[]): Promise<void> {
  await page.getByRole('button', { name: words.draw, exact: true }).click()
  for (const name of items) await page.getByRole('menuitem', { name, exact: true }).click()
  const details = page.getByTestId('draft-details')
  await details.waitFor()
  await details.getByRole('button', { name: words.close }).click()
  await details.waitFor({ state: 'detached' })
  // The picture moves until all of it is in sight.
  await page.waitForTimeout(500)
}

async function middleOf(page: Page, name: string | RegExp): Promise<[number, number]> {
  const box = await page.getByTestId(name).boundingBox()
  if (!box) throw new Error(`${String(name)} is not to be seen`)
  return [box.x + box.width / 2, box.y + box.height / 2]
}

/** Pulls a cable from one thing of the picture to another, by the mouse. */
export async function pull(page: Page, from: string | RegExp, to: string | RegExp): Promise<void> {
  await page.mouse.move(...(await middleOf(page, from)))
  await page.mouse.down()
  await page.mouse.move(...(await middleOf(page, to)), { steps: 10 })
  await page.mouse.up()
}

/** A network, a machine, and cables from it to the machine and to one that is there. */
export const drawn =
  (words: Words = english) =>
  async (page: Page): Promise<void> => {
    await choose(page, words, words.network, 'NAT')
    await choose(page, words, words.network, words.isolated)
    await choose(page, words, words.machine)
    const machine = /^new-nic-machine$/
    for (const name of ['nat', 'isolated']) {
      await pull(page, await outOf(page, name), machine)
      await page.waitForTimeout(300)
    }
    await pull(page, await outOf(page, 'isolated'), 'new-nic-old-mail')
  }

/** By its whole name: another's may end with it. */
function thingOf(page: Page, name: string): Locator {
  return page.locator('.thing', { has: page.getByText(name, { exact: true }) }).first()
}

/** The end on the right of a network's card. */
export async function outOf(page: Page, name: string): Promise<string> {
  return `out-${(await thingOf(page, name).getAttribute('data-picture')) ?? ''}`
}

async function applying(page: Page): Promise<void> {
  await drawn()(page)
  await page.getByRole('button', { name: english.apply }).click()
  await page.getByTestId('lab-difference').waitFor()
}

async function chosen(page: Page): Promise<void> {
  await drawn()(page)
  await thingOf(page, 'isolated').click()
  await page.getByTestId('draft-details').waitFor()
}

async function menu(page: Page): Promise<void> {
  await drawn()(page)
  await thingOf(page, 'isolated').click({ button: 'right' })
  await page.getByRole('menu').waitFor()
}

async function edited(page: Page): Promise<void> {
  await chosen(page)
  await page.getByRole('button', { name: 'Edit…' }).click()
  await page.getByTestId('draft-network').waitFor()
}

async function connecting(page: Page): Promise<void> {
  await drawn()(page)
  await page.getByRole('button', { name: 'Draw', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Connect…' }).click()
  await page.getByTestId('draft-connect').waitFor()
}

/** There it would be the tree. */
async function narrow(page: Page): Promise<void> {
  await press('Picture')(page)
  await drawn()(page)
}

async function inTree(page: Page): Promise<void> {
  await drawn()(page)
  await press('Tree')(page)
  await page.getByRole('tree').waitFor()
}

const at = '?scene=bridged#/'

export const draftLooks: Record<string, Look> = {
  draft: { at, act: drawn() },
  'draft-dark': { at, dark: true, act: drawn() },
  'draft-es': { at, language: 'es', act: drawn(spanish) },
  'draft-narrow': { at, width: 800, act: narrow },
  'draft-apply': { at, act: applying },
  'draft-made': {
    at,
    act: async (page) => {
      await applying(page)
      await fromImage(page, 'Pools…')
    },
  },
  'draft-chosen': { at, act: chosen },
  'draft-chosen-dark': { at, dark: true, act: chosen },
  'draft-edit': { at, act: edited },
  'draft-connect': { at, act: connecting },
  'draft-menu': { at, act: menu },
  'draft-tree': { at, act: inTree },
}
