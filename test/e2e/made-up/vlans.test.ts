/** VLAN tags where they can be had, why not where they can’t, and the way to a bridge that filters. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FakeWindow } from '../../support/fake-window.ts'
import { press } from '../../window-fake/looks/looking.ts'

let fake: FakeWindow

beforeAll(async () => {
  fake = await FakeWindow.open()
})
afterAll(() => fake[Symbol.asyncDispose]())

async function addOn(page: Page, network: RegExp): Promise<void> {
  await press('Add NIC')(page)
  await page.getByRole('dialog').getByRole('combobox', { name: 'Network', exact: true }).click()
  await page.getByRole('option', { name: network }).click()
  await page.getByTestId('plan').waitFor()
}

const vlan = (page: Page) => page.getByRole('dialog').locator('[name=vlan]')

describe('VLAN tags of a new NIC', () => {
  it.each([
    ['unfiltered', /^default/, /own networks/],
    ['bridged', /^host-bridge/, /libvirt 9\.0\.0 gives no VLAN tags/],
  ])('there are none in the scene %s on %s, and why', async (scene, network, reason) => {
    const { page } = fake
    await fake.show(page, { at: `?scene=${scene}#/machines` })
    await addOn(page, network)
    expect(await vlan(page).isDisabled()).toBe(true)
    expect(await vlan(page).getAttribute('title')).toMatch(reason)
  })

  it('what the NIC of the bridge does not carry is named, and allowed by a press', async () => {
    const { page } = fake
    await fake.show(page, { at: '?scene=tagged#/machines' })
    await addOn(page, /^host-bridge/)
    await vlan(page).fill('42')
    expect(await page.getByTestId('tagging-note').count()).toBe(0)
    await vlan(page).fill('42, 50')
    await page.getByTestId('tagging-note').getByText('does not carry VLANs 50').waitFor()
    await page.getByTestId('bridge-for-tags').click()
    await page.getByRole('button', { name: 'Discard' }).click()
    await page.getByTestId('change-bridge-form').waitFor()
    const carried = page.locator('[name=port-vlans-eth0]')
    expect(await carried.inputValue()).toBe('10, 20-29, 42, 50')
    await press('Continue')(page)
    await page.getByTestId('plan').waitFor()
  })

  it('filtering is turned on where nothing filters', async () => {
    const { page } = fake
    await fake.show(page, { at: '?scene=unfiltered#/machines' })
    await addOn(page, /^host-bridge/)
    await vlan(page).fill('42')
    await page.getByTestId('bridge-for-tags').click()
    await page.getByRole('button', { name: 'Discard' }).click()
    const filtering = page.getByRole('switch', { name: 'VLAN filtering' })
    expect(await filtering.getAttribute('aria-checked')).toBe('true')
    expect(await page.locator('[name=port-vlans-eth0]').inputValue()).toBe('42')
  })
})
