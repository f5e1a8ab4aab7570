/** What is not there yet is drawn by the mouse and by the keyboard, kept, taken back, and applied as one plan. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FakeWindow } from '../../support/fake-window.ts'
import { choose, drawn, english, outOf, pull } from '../../window-fake/looks/draft.ts'

let fake: FakeWindow

beforeAll(async () => {
  fake = await FakeWindow.open()
})
afterAll(() => fake[Symbol.asyncDispose]())

const at = '?scene=bridged&pace=20#/'
const bar = (page: Page) => page.getByTestId('draft-bar')
const told = (page: Page) => bar(page).getByRole('status')
const says = (page: Page, contents: string) => told(page).getByText(`Draft: ${contents}`).waitFor()
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const row = (page: Page, name: string) =>
  page
    .getByRole('treeitem')
    .filter({ has: page.getByText(name, { exact: true }) })
    .first()

/** With the keys alone: a menu’s items by their letters. */
async function pick(page: Page, ...items: string[]): Promise<void> {
  for (const [index, name] of items.entries()) {
    await page.getByRole('menuitem', { name, exact: true }).focus()
    await page.keyboard.press(index < items.length - 1 ? 'ArrowRight' : 'Enter')
  }
}

async function draw(page: Page, ...items: string[]): Promise<void> {
  await page.getByRole('button', { name: 'Draw', exact: true }).focus()
  await page.keyboard.press('Enter')
  await pick(page, ...items)
}

describe('a draft', () => {
  it('is drawn by the mouse, and applied as one plan with its difference', async () => {
    const { page } = fake
    await fake.show(page, { at })
    expect(await bar(page).count()).toBe(0)
    await drawn()(page)
    await says(page, '2 networks, 1 machine, 3 NICs')
    expect(await page.locator('g.cable.drawn').count()).toBe(4)
    expect(await page.locator('.thing.drawn').count()).toBe(3)
    await press(page, 'Apply…')
    const difference = page.getByTestId('lab-difference')
    await difference.getByText('Network isolated').waitFor()
    await difference.getByText(/^NIC .* of old-mail$/).waitFor()
    await difference.getByText('Machine machine').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByText('Draft applied', { exact: true }).waitFor()
    // Of what it can’t make it keeps what there is to know.
    await says(page, '1 machine')
  })

  it('leads a NIC that is there to what is drawn, without asking the host', async () => {
    const { page } = fake
    await fake.show(page, { at })
    await choose(page, english, 'New network', 'Isolated')
    await pull(page, /^plug-52:54:00:6b:3c:58/, await outOf(page, 'isolated'))
    await says(page, '1 network, 1 NIC')
    await page.getByText('Moves in the draft').waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('is drawn by the keyboard alone, in the tree', async () => {
    const { page } = fake
    await fake.show(page, { at })
    await page.getByRole('button', { name: 'Tree' }).focus()
    await page.keyboard.press('Enter')
    await draw(page, 'New network', 'Isolated')
    await page.getByTestId('draft-details').waitFor()
    await page.keyboard.press('Escape')
    await draw(page, 'New machine')
    await page.getByTestId('draft-details').waitFor()
    await page.keyboard.press('Escape')
    await row(page, 'machine').focus()
    await page.keyboard.press('Shift+F10')
    await pick(page, 'Connect to', 'isolated')
    await says(page, '1 network, 1 machine, 1 NIC')

    await row(page, 'isolated').focus()
    await page.keyboard.press('Shift+F10')
    await pick(page, 'Edit…')
    await page.getByTestId('draft-network').getByLabel('Name').first().fill('dmz')
    await page.keyboard.press('Enter')
    await row(page, 'dmz').waitFor()

    await row(page, 'dmz').focus()
    await page.keyboard.press('Delete')
    await says(page, '1 machine')
    await page.keyboard.press('Control+z')
    await says(page, '1 network, 1 machine, 1 NIC')
    await page.keyboard.press('Control+Shift+z')
    await says(page, '1 machine')
  })

  it('outlives another page and a new start, and is asked about before it goes', async () => {
    const { page } = fake
    await fake.show(page, { at })
    await choose(page, english, 'New network', 'NAT')
    await page.locator('nav').getByRole('link', { name: 'Machines' }).click()
    await page.getByRole('heading', { level: 1, name: 'Machines' }).waitFor()
    await page.locator('nav').getByRole('link', { name: 'Overview' }).click()
    await says(page, '1 network')
    await page.reload()
    await says(page, '1 network')
    await press(page, 'Discard')
    const question = page.getByRole('dialog')
    await question.getByText('nat', { exact: true }).waitFor()
    await question.getByRole('button', { name: 'Cancel' }).click()
    await says(page, '1 network')
    await press(page, 'Discard')
    await question.getByRole('button', { name: 'Discard' }).click()
    await bar(page).waitFor({ state: 'detached' })
  })

  it('is saved as a lab', async () => {
    const { page } = fake
    await fake.show(page, { at })
    await choose(page, english, 'New network', 'NAT')
    await press(page, 'Save as lab…')
    await page.getByText('Lab saved as office.lab.yaml', { exact: true }).waitFor()
    await says(page, '1 network')
  })
})
