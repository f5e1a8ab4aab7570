/** The table of machines: ordered by a press, several chosen by Shift, and started together. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FakeWindow } from '../../support/fake-window.ts'

let fake: FakeWindow

beforeAll(async () => {
  fake = await FakeWindow.open()
})
afterAll(() => fake[Symbol.asyncDispose]())

const row = (page: Page, number: number) => page.getByTestId(`row-build-agent-${number}`)
const box = (page: Page, number: number) =>
  page.getByRole('checkbox', { name: `Choose build-agent-${number}`, exact: true })

describe('a thousand machines as a table', () => {
  it('are ordered, chosen from one to another, and started at once', async () => {
    const { page } = fake
    await fake.show(page, { at: '?scene=many&pace=10#/machines' })
    await page.getByRole('button', { name: 'Show as a table' }).click()
    const names = page.getByTestId('machine-table').getByRole('columnheader', { name: 'Name' })
    await row(page, 1).waitFor()
    expect(await names.getAttribute('aria-sort')).toBe('ascending')
    await page.getByTestId('sort-name').click()
    await row(page, 1000).waitFor()
    expect(await names.getAttribute('aria-sort')).toBe('descending')
    await page.getByTestId('sort-name').click()
    await row(page, 4).getByText('Shut off').waitFor()

    const actions = page.getByTestId('machine-table-actions')
    await box(page, 2).click()
    await actions.getByText('1 chosen').waitFor()
    await box(page, 6).click({ modifiers: ['Shift'] })
    await actions.getByText('5 chosen').waitFor()
    // Of the five one is shut off and one has crashed.
    await actions.getByRole('button', { name: 'Start', exact: true }).click()
    await page.getByText('2 machines started').first().waitFor()
    await row(page, 4).getByText('Running').waitFor()
    await row(page, 5).getByText('Paused').waitFor()

    await actions.getByRole('button', { name: 'Connect to a network' }).click()
    await page.getByRole('dialog').getByText('Machines, 5 chosen').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('searchbox').fill('agent-99')
    await actions.waitFor({ state: 'detached' })
    await row(page, 991).waitFor()
  })
})
