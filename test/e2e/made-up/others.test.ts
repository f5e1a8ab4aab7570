/** What others have begun on the host is on each page, and is kept or taken back from there. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FakeWindow } from '../../support/fake-window.ts'

let fake: FakeWindow

beforeAll(async () => {
  fake = await FakeWindow.open()
})
afterAll(() => fake[Symbol.asyncDispose]())

describe('what others have begun', () => {
  it.each([
    ['Take back…', 'Take back', 'Take br0 away'],
    ['Keep…', 'Keep', 'Store br0 and its ports'],
  ])('is ended by a plan: %s', async (open, apply, step) => {
    const { page } = fake
    await fake.show(page, { at: '?scene=others&pace=20#/machines' })
    const told = page.getByTestId('others-change')
    expect(await told.count()).toBe(3)
    await told.getByText('bea@laptop').waitFor()
    await told.first().getByRole('button', { name: open }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(step).waitFor()
    await dialog.getByRole('button', { name: apply, exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await told.count()).toBe(2)
  })

  it('by a program that does not say who it is can only be waited for', async () => {
    const { page } = fake
    await fake.show(page, { at: '?scene=others#/host' })
    const told = page.getByTestId('others-change').last()
    await told.getByText('Another program').waitFor()
    expect(await told.getByRole('button').count()).toBe(0)
  })
})
