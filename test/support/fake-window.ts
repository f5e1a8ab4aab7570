/** The window on made-up data (test/window-fake) in the real Electron, in the state of a look. */
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { preview } from 'vite'
import type { PreviewServer } from 'vite'
import { Lab } from '../lab/lab.ts'
import { configFile } from '../window-fake/build.ts'
import type { Look } from '../window-fake/looks/looking.ts'
import { startDisplay } from './display.ts'
import type { Display } from './display.ts'
import { openWindow } from './window.ts'
import type { AppWindow } from './window.ts'

const program = fileURLToPath(new URL('../window-fake/electron.mjs', import.meta.url))

/**
 * One window: several at once take as long, drawn on the same two cores without a graphics card. What
 * it shows needs no host.
 */
export class FakeWindow implements AsyncDisposable {
  #shown = 0
  #server: PreviewServer | null = null
  #display: Display | null = null
  #window: AppWindow | null = null

  private constructor() {}

  /** To be called in a lab, once buildFakeWindow has built what is shown. */
  static async open(): Promise<FakeWindow> {
    const window = new FakeWindow()
    await window.#open()
    return window
  }

  get page(): Page {
    return this.#opened.page
  }

  /** Comes to the state of a look, without movement: what fades in has half its contrast. */
  async show(page: Page, look: Look): Promise<void> {
    await this.resize(page, look.width ?? 1280, look.height ?? 820)
    await page.emulateMedia({
      colorScheme: look.dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      forcedColors: look.forcedColors ?? 'none',
      contrast: look.contrast ?? 'no-preference',
    })
    await page.evaluate((language) => {
      localStorage.clear()
      localStorage.setItem('puente.language', language)
    }, look.language ?? 'en')
    await page.goto(this.#address(look))
    await page.locator('nav').first().waitFor()
    // Pages are loaded when they are opened.
    await page.locator('h1').first().waitFor({ state: 'attached' })
    await page.waitForFunction(hasMenus)
    await look.act?.(page)
  }

  /** Another one each time: what differs in its hash alone would not load anew. */
  #address({ at }: Look): string {
    const address = new URL(at, this.#origin)
    address.searchParams.append('shown', String(this.#shown++))
    return address.href
  }

  /** In px. */
  async resize(page: Page, width: number, height: number): Promise<void> {
    const window = await this.#opened.app.browserWindow(page)
    await window.evaluate((item, [w, h]) => item.setContentSize(w, h), [width, height] as const)
    await page.waitForFunction(([w, h]) => innerWidth === w && innerHeight === h, [
      width,
      height,
    ] as const)
  }

  get #origin(): string {
    return this.#server?.resolvedUrls?.local[0] ?? ''
  }

  get #opened(): AppWindow {
    if (!this.#window) throw new Error('the window is not open yet')
    return this.#window
  }

  async #open(): Promise<void> {
    const lab = Lab.attach()
    this.#server = await preview({ configFile, preview: { port: 0, host: '127.0.0.1' } })
    this.#display = await startDisplay(lab, '1600x1600')
    this.#window = await openWindow(lab, { display: this.#display.name, program })
    // An origin of its own, whose settings can be written before anything is shown.
    await this.page.goto(this.#origin)
    // Drawn without a graphics card beside other tests: slow is not broken.
    this.page.setDefaultTimeout(60_000)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#window?.[Symbol.asyncDispose]()
    await this.#display?.[Symbol.asyncDispose]()
    await this.#server?.close()
  }
}

/** The frame's buttons are others once their menus are there, which come when the page is shown. */
function hasMenus(): boolean {
  const names = ['connection', 'tasks', 'service-libvirt', 'service-networkManager']
  return names.every((name) => {
    const button = document.querySelector(`button[data-testid="${name}"]`)
    return !button || button.hasAttribute('aria-haspopup')
  })
}
