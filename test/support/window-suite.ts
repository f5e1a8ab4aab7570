/** One window of the app for all tests of a file, on a virtual display of its own. */
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Page } from 'playwright-core'
import { Lab } from '../lab/lab.ts'
import { startDisplay } from './display.ts'
import type { Display } from './display.ts'
import { PuentePage } from './puente-page.ts'
import { openWindow } from './window.ts'
import type { AppWindow } from './window.ts'

/** Filled in before the first test. */
export class WindowSuite {
  readonly lab = Lab.attach()
  #display: Display | null = null
  #window: AppWindow | null = null
  #puente: PuentePage | null = null

  readonly #env: NodeJS.ProcessEnv

  private constructor(env: NodeJS.ProcessEnv) {
    this.#env = env
  }

  /** Registers its own beginning and end with the test file that calls it. */
  static use(env: NodeJS.ProcessEnv = {}): WindowSuite {
    const suite = new WindowSuite(env)
    beforeAll(() => suite.#open())
    afterEach(async ({ task }) => {
      if (task.result?.state !== 'fail') return
      console.error(await suite.#seen())
      // What it has left open is not the next one's business.
      await suite.puente.closeAll().catch(() => suite.reopen())
    })
    afterAll(() => suite.#close())
    return suite
  }

  get window(): AppWindow {
    return opened(this.#window)
  }

  get page(): Page {
    return this.window.page
  }

  get puente(): PuentePage {
    return opened(this.#puente)
  }

  /** What DISPLAY says to whatever is to be seen beside it. */
  get display(): string {
    return opened(this.#display).name
  }

  /** Ends the app and starts it again, with what it remembers. */
  async reopen(): Promise<void> {
    await this.window[Symbol.asyncDispose]()
    await this.#start()
  }

  async #open(): Promise<void> {
    this.#display = await startDisplay(this.lab)
    await this.#start()
    await this.puente.ready()
  }

  async #start(): Promise<void> {
    if (!this.#display) throw new Error('there is no display yet')
    this.#window = await openWindow(this.lab, { display: this.#display.name, env: this.#env })
    this.#puente = new PuentePage(this.#window.page)
  }

  /** What a person who looks at a failed test would see. */
  async #seen(): Promise<string> {
    return this.page
      .locator('body')
      .ariaSnapshot({ timeout: 5_000 })
      .catch((error: unknown) => `the window shows nothing: ${String(error)}`)
  }

  async #close(): Promise<void> {
    await this.#window?.[Symbol.asyncDispose]()
    await this.#display?.[Symbol.asyncDispose]()
  }
}

function opened<T>(part: T | null): T {
  if (part === null) throw new Error('the window is not open yet')
  return part
}
