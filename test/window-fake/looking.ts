/** How a state of the window is come to. */
import type { Page } from 'playwright-core'

export interface Look {
  /** Query and hash. */
  at: string
  width?: number
  height?: number
  dark?: boolean
  language?: string
  act?: (page: Page) => Promise<void>
}

export const press = (name: string | RegExp) => (page: Page) =>
  page.getByRole('button', { name, exact: true }).first().click()
