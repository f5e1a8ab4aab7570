/** How a state of the window is come to. */
import type { Locator, Page } from 'playwright-core'

export interface Look {
  /** Query and hash. */
  at: string
  width?: number
  height?: number
  dark?: boolean
  /** What the system asks for. */
  contrast?: 'more'
  forcedColors?: 'active'
  language?: string
  act?: (page: Page) => Promise<void>
}

export const press = (name: string | RegExp) => (page: Page) =>
  page.getByRole('button', { name, exact: true }).first().click()

/** Presses what opens a dialog, whose part of the bundle is loaded when it is first opened. */
export function pressForDialog(name: string) {
  return async (page: Page): Promise<void> => {
    await press(name)(page)
    await page.getByRole('dialog').waitFor()
  }
}

/** Presses what opens a menu, and an item of it. */
export function pressInMenu(button: string, item: string) {
  return async (page: Page): Promise<void> => {
    await press(button)(page)
    await page.getByRole('menuitem', { name: item }).click()
  }
}

/** Opens what is folded. Where the machine is slow, a dialog that still moves swallows a click. */
export async function unfold(section: Locator): Promise<void> {
  const isOpen = () => section.evaluate((item) => (item as HTMLDetailsElement).open)
  for (let tries = 0; tries < 5 && !(await isOpen()); tries++) {
    await section.locator('summary').click()
  }
}
