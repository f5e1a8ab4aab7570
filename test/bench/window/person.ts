/** What a person does to a page, by Chromium's own input events. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cdp } from './cdp.ts'

/** Between two inputs: each is answered before the next, and falls at another moment of a frame. */
const PAUSE_MS = 303

export interface Point {
  x: number
  y: number
}

export class Person {
  readonly #page: Cdp

  constructor(page: Cdp) {
    this.#page = page
  }

  async type(text: string): Promise<void> {
    for (const key of text) await this.#key({ key, text: key })
  }

  async erase(count: number): Promise<void> {
    for (let times = 0; times < count; times++) {
      await this.#key({ key: 'Backspace', windowsVirtualKeyCode: 8 })
    }
  }

  async #key(key: object): Promise<void> {
    await this.#page.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key })
    await this.#page.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
    await sleep(PAUSE_MS)
  }

  /** @param target the expression of an element, as for all that follow */
  async click(target: string): Promise<void> {
    const at = { ...(await this.middle(target)), button: 'left', clickCount: 1 }
    await this.#page.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...at, button: 'none' })
    await sleep(PAUSE_MS)
    await this.#page.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at })
    await this.#page.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at })
    await sleep(PAUSE_MS)
  }

  /** As by a wheel that turns evenly. */
  async scroll(target: string, pixels: number): Promise<void> {
    await this.#page.send('Input.synthesizeScrollGesture', {
      ...(await this.middle(target)),
      yDistance: -pixels,
      speed: 2_000,
      gestureSourceType: 'mouse',
      preventFling: true,
    })
  }

  /** Holding it, to the right and down. */
  async drag(target: string, by: number): Promise<void> {
    const { x, y } = await this.middle(target)
    const at = (step: number) => ({ x: x + step, y: y + step / 2, button: 'left', clickCount: 1 })
    await this.#page.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at(0) })
    for (let step = 0; step <= by; step += 4) {
      await this.#page.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...at(step) })
      await sleep(16)
    }
    await this.#page.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at(by) })
  }

  middle(target: string): Promise<Point> {
    return this.#page.evaluate<Point>(`(() => {
      const { left, top, width, height } = (${target}).getBoundingClientRect()
      return { x: left + width / 2, y: top + height / 2 }
    })()`)
  }
}

/** The expression of an element of a page: the first, or the one with this number. */
export const element = (selector: string, index = 0): string =>
  `document.querySelectorAll(${JSON.stringify(selector)})[${index}]`

/** The one with this number of those in sight. */
export const seen = (selector: string, index: number): string =>
  `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((one) => {
    const { left, top, width, height } = one.getBoundingClientRect()
    return one.contains(document.elementFromPoint(left + width / 2, top + height / 2))
  })[${index}]`
