/** What can't be pressed says why, on itself: on pages, in menus, in dialogs. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FakeWindow } from '../../support/fake-window.ts'
import { looks } from '../../window-fake/looks/looks.ts'
import { press, pressInMenu, type Look } from '../../window-fake/looks/looking.ts'

let fake: FakeWindow

beforeAll(async () => {
  fake = await FakeWindow.open()
})
afterAll(() => fake[Symbol.asyncDispose]())

interface Shut {
  name: string
  reason: string
}

/** All that is seen and can't be pressed, and what it says about that. */
function shut(page: Page): Promise<Shut[]> {
  return page.evaluate(() => {
    const controls = ':is(button, input):disabled:not([aria-hidden="true"])'
    const items = ':is([role^="menuitem"], [role="option"])[data-disabled]'
    return [...document.querySelectorAll<HTMLElement>(`${controls}, ${items}`)]
      .filter((item) => item.checkVisibility())
      .map((item) => {
        const below = item.querySelector('[data-slot="itemDescription"], [data-slot*="Suffix"]')
        const about = item.getAttribute('aria-describedby')
        const described = about ? document.getElementById(about)?.textContent : null
        const name = item.getAttribute('aria-label') ?? item.textContent
        const reason = item.title || below?.textContent || described || ''
        return { name: name.trim(), reason: reason.trim() }
      })
  })
}

const pages: Record<string, Look & { atLeast: number }> = {
  overview: { at: '?scene=view-only#/', atLeast: 1 },
  networks: { at: '?scene=view-only#/networks', atLeast: 5 },
  machines: {
    at: '?scene=view-only#/machines',
    act: (page) => page.getByTestId('machine-db').click(),
    atLeast: 12,
  },
  'a bridge': { at: '?scene=view-only#/host/br0', atLeast: 3 },
  'a network’s menu': {
    at: '?scene=view-only#/networks',
    act: async (page) => {
      await page.getByTestId('network-default').click()
      await page.getByRole('button', { name: 'More actions' }).click()
      await page.getByRole('menuitem').first().waitFor()
    },
    atLeast: 6,
  },
  'a machine’s menu': {
    at: '?scene=view-only#/machines',
    act: async (page) => {
      await page.getByTestId('machine-web').focus()
      await page.keyboard.press('Shift+F10')
      await page.getByRole('menuitem').first().waitFor()
    },
    atLeast: 5,
  },
  'the palette': {
    at: '?scene=view-only#/',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('option').first().waitFor()
    },
    atLeast: 6,
  },
  'where a NIC is': {
    at: '?scene=bridged#/machines',
    act: async (page) => {
      await page.getByTestId('machine-web').click()
      await page
        .getByRole('button', { name: /^Move NIC/ })
        .first()
        .click()
      await page.getByRole('menuitem').first().waitFor()
    },
    atLeast: 1,
  },
  'a network that is inactive': {
    at: '?scene=bridged#/networks',
    act: async (page) => {
      await page.getByTestId('network-direct-macvtap').click()
      await page.getByRole('button', { name: 'More actions' }).click()
      await page.getByRole('menuitem').first().waitFor()
    },
    atLeast: 1,
  },
  'the settings of a NIC': {
    ...(looks['edit-nic-sections'] ?? expect.unreachable('edit-nic-sections')),
    atLeast: 5,
  },
}

describe('what can’t be pressed says why', () => {
  it.each(Object.keys(pages))('%s', async (name) => {
    const { page } = fake
    const { atLeast, ...look } = pages[name] ?? expect.unreachable(name)
    await fake.show(page, look)
    const found = await shut(page)
    expect(found.length).toBeGreaterThanOrEqual(atLeast)
    expect(found.filter(({ reason }) => reason === '')).toEqual([])
  })
})

const AT = '?scene=bridged#/machines'
const dialogs: Record<string, (page: Page) => Promise<void>> = {
  'several machines': pressInMenu('Several machines', 'Connect several machines to a network'),
  'all machines': pressInMenu('Several machines', 'Move all machines to another network'),
  'NICs of another machine': press('Copy NICs from another machine'),
  'a new machine': press('New machine'),
  'a NIC’s folded section': async (page) => {
    await page
      .getByRole('button', { name: /^Change NIC/ })
      .first()
      .click()
    const device = page.getByRole('dialog').locator('summary').filter({ hasText: 'Device' })
    await device.click()
    await page.getByRole('dialog').getByLabel('MAC address').fill('52:54')
    await device.click()
  },
}

describe('“What is missing?” leads to the first field of', () => {
  it.each(Object.keys(dialogs))('%s', async (name) => {
    const { page } = fake
    await fake.show(page, { at: AT, act: dialogs[name] ?? expect.unreachable(name) })
    expect((await shut(page)).filter(({ reason }) => reason === '')).toEqual([])
    await press('What is missing?')(page)
    await page.waitForFunction(() => {
      const first = document.querySelector('[role="dialog"] [aria-invalid="true"]')
      return first !== null && first === document.activeElement
    })
  })
})

it.each(['network-create-2', 'network-create-3', 'bridge-2-plan'])(
  'Cancel stands in each step, also in %s',
  async (name) => {
    const { page } = fake
    await fake.show(page, looks[name] ?? expect.unreachable(name))
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel', exact: true }).waitFor()
  },
)
