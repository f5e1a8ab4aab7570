/** A bond is changed by a form that says only what is other; bridges for VLANs are taken away in one. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FakeWindow } from '../../support/fake-window.ts'
import { press, pressForDialog } from '../../window-fake/looks/looking.ts'

const AT = '?pace=50&scene=bonded#/host/bond0'

let fake: FakeWindow

beforeAll(async () => {
  fake = await FakeWindow.open()
})
afterAll(() => fake[Symbol.asyncDispose]())

async function openForm(page: Page): Promise<void> {
  await fake.show(page, { at: AT })
  await pressForDialog('Change bond…')(page)
  await page.getByTestId('change-bond-form').waitFor()
}

const next = (page: Page) => page.getByRole('button', { name: 'Continue', exact: true })
const primary = (page: Page) => page.getByRole('combobox', { name: 'Primary', exact: true })
const steps = (page: Page) => page.getByTestId('plan')

describe('a bond is changed', () => {
  it('by nothing as long as all is as it was', async () => {
    const { page } = fake
    await openForm(page)
    expect(await next(page).isDisabled()).toBe(true)
    await page.getByTestId('port-eth2').click()
    expect(await next(page).isDisabled()).toBe(false)
    await page.getByTestId('port-eth2').click()
    expect(await next(page).isDisabled()).toBe(true)
    // The one whose connection it has is no choice.
    expect(await page.getByTestId('port-eth0').count()).toBe(0)
  })

  it('by another NIC in the place of one, under a plan that is kept', async () => {
    const { page } = fake
    await openForm(page)
    await page.getByTestId('port-eth1').click()
    await page.getByTestId('port-eth2').click()
    await press('Continue')(page)
    await steps(page).getByText('Add eth2 to bond0').waitFor()
    await steps(page).getByText('Remove eth1 from bond0').waitFor()
    expect(await steps(page).getByText('which stays up').count()).toBe(0)
    await press('Apply')(page)
    await press('Keep')(page)
    await press('Close')(page)
    await openAgain(page)
    const isIn = (nic: string) => page.getByTestId(`port-${nic}`).getAttribute('aria-checked')
    expect([await isIn('eth1'), await isIn('eth2')]).toEqual(['false', 'true'])
  })

  it('by a primary, which is none any more once it leaves', async () => {
    const { page } = fake
    await openForm(page)
    await primary(page).click()
    await page.getByRole('option', { name: 'eth1' }).click()
    await page.getByTestId('port-eth1').click()
    expect(await primary(page).textContent()).toContain('Whichever is up')
    await page.getByRole('combobox', { name: 'Mode', exact: true }).click()
    await page.getByRole('option', { name: /LACP/ }).click()
    expect(await primary(page).count()).toBe(0)
  })
})

async function openAgain(page: Page): Promise<void> {
  await pressForDialog('Change bond…')(page)
  await page.getByTestId('change-bond-form').waitFor()
}

describe('bridges for VLANs', () => {
  it('are taken away in one, from the page of their NIC', async () => {
    const { page } = fake
    await fake.show(page, { at: '?pace=50&scene=trunk#/host/eth1' })
    await pressForDialog('Remove VLAN bridges')(page)
    for (const id of [10, 20, 30]) {
      await steps(page).getByText(`VLAN ${id}: remove the bridge br${id}`).waitFor()
    }
    await page.getByRole('dialog').getByRole('button', { name: 'Remove VLAN bridges' }).click()
    await press('Keep')(page)
    await press('Close')(page)
    await page.getByRole('button', { name: 'Create VLAN bridges on eth1' }).waitFor()
    expect(await page.getByRole('button', { name: 'Remove VLAN bridges' }).count()).toBe(0)
  })
})
