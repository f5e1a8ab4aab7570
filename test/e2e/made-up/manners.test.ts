/** What is looked for is where it is looked for: a reservation at the leases, a way on after a failure. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FakeWindow } from '../../support/fake-window.ts'

let fake: FakeWindow

beforeAll(async () => {
  fake = await FakeWindow.open()
})
afterAll(() => fake[Symbol.asyncDispose]())

describe('what is looked for is where it is looked for', () => {
  it('an address is reserved at the leases, in a row that has the focus', async () => {
    const { page } = fake
    await fake.show(page, { at: '#/networks' })
    await page.getByTestId('network-default').click()
    await page.getByRole('button', { name: 'Add reservation' }).click()
    const row = page.getByRole('dialog').locator('[data-focus-first]')
    await row.waitFor()
    await page.waitForFunction(() =>
      document.activeElement?.closest('[role="dialog"] [data-focus-first]'),
    )
    // An empty row is nothing that could be lost.
    await page.getByRole('button', { name: 'Cancel', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it.each(['reverted', 'failed'])(
    'a change that %s leads to the doctor from its banner',
    async (phase) => {
      const { page } = fake
      await fake.show(page, { at: `?scene=${phase}#/networks` })
      const banner = page.getByTestId('change-banner')
      await banner.getByRole('link', { name: /^Diagnose/ }).click()
      await page.getByTestId('doctor').waitFor()
      expect(page.url()).toContain('/doctor')
    },
  )

  it('three hundred networks are a tree, and the picture is one press away', async () => {
    const { page } = fake
    await fake.show(page, { at: '?scene=differing#/' })
    await page.getByRole('tree').waitFor()
    await page.getByRole('button', { name: 'Picture', exact: true }).click()
    await page.getByText('1000 machines').waitFor()
  })

  it('whether a network starts by itself is among its facts, as of a machine', async () => {
    const { page } = fake
    await fake.show(page, { at: '#/networks' })
    await page.getByTestId('network-default').click()
    const facts = page.getByTestId('network-detail').getByRole('switch', { name: 'Autostart' })
    await facts.waitFor()
    await page.waitForFunction(
      () => document.querySelectorAll('article > div > header [role="switch"]').length === 0,
    )
  })
})
