/** The window without a mouse: nothing but keys. */
import type { Locator, Page } from 'playwright-core'

/** More than any page of the window has places to stop at. */
const MOST_STOPS = 120

export class Keyboard {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  press(key: string): Promise<void> {
    return this.#page.keyboard.press(key)
  }

  type(text: string): Promise<void> {
    return this.#page.keyboard.type(text)
  }

  /** Presses Tab until the focus is there, once around at most. */
  async goTo(place: Locator): Promise<void> {
    await place.first().waitFor()
    for (let stops = 0; stops < MOST_STOPS; stops++) {
      if (await hasFocus(place.first())) return
      await this.press('Tab')
    }
    throw new Error(`Tab does not lead to ${String(place)}`)
  }

  async pressOn(place: Locator, key = 'Enter'): Promise<void> {
    await this.goTo(place)
    await this.press(key)
  }

  /** Opens the list and goes down it. */
  async choose(list: Locator, option: RegExp): Promise<void> {
    await this.pressOn(list)
    await this.#page.getByRole('option').first().waitFor()
    await this.#downTo(this.#page.getByRole('option', { name: option }))
  }

  /** `Shift+F10`: the context menu. */
  async chooseInMenu(button: Locator, item: string | RegExp, key = 'Enter'): Promise<void> {
    await this.pressOn(button, key)
    await this.#page.getByRole('menuitem').first().waitFor()
    await this.#downTo(this.#page.getByRole('menuitem', { name: item }))
  }

  async #downTo(wanted: Locator): Promise<void> {
    await this.press('Home')
    for (let stops = 0; stops < MOST_STOPS; stops++) {
      if (await hasFocus(wanted)) return this.press('Enter')
      await this.press('ArrowDown')
    }
    throw new Error(`the arrows do not lead to ${String(wanted)}`)
  }
}

async function hasFocus(place: Locator): Promise<boolean> {
  if ((await place.count()) === 0) return false
  return place.evaluate((element) => element === document.activeElement)
}
