/** What the desktop does with the app: it opens links in it and puts its window where it was. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { electronRuntime } from '../../build/electron-runtime.ts'
import { Lab } from '../lab/lab.ts'
import { startDisplay, type Display } from '../support/display.ts'
import { PuentePage } from '../support/puente-page.ts'
import { openWindow, type AppWindow } from '../support/window.ts'

const lab = Lab.attach()
const WINDOW_FILE = '/home/alex/.config/puente/window.json'
let display: Display

beforeAll(async () => {
  display = await startDisplay(lab)
})
afterAll(() => display[Symbol.asyncDispose]())

describe('a link', () => {
  let window: AppWindow
  beforeAll(async () => {
    window = await openWindow(lab, { display: display.name, args: ['puente://machine/web'] })
    await new PuentePage(window.page).ready()
  })
  afterAll(() => window[Symbol.asyncDispose]())

  /** As a desktop does it: the program once more, with the link behind it. */
  async function open(link: string): Promise<void> {
    const argv = [electronRuntime().path, process.cwd(), link]
    const env = { DISPLAY: display.name }
    const { code } = await lab.run(argv, { user: 'alex', env })
    expect(code).toBe(0)
  }

  it('that starts the app leads to what it names', async () => {
    await window.page.getByTestId('machine-detail').getByRole('heading', { name: 'web' }).waitFor()
    expect(window.page.url()).toMatch(/#\/machines\/[0-9a-f-]{36}$/)
  })

  it('that comes later opens in the same window', async () => {
    await open('puente://host/eth0')
    await window.page.getByTestId('interface-detail').waitFor()
    expect(window.page.url()).toMatch(/#\/host\/eth0$/)
    await open('puente://network/default')
    await expect.poll(() => window.page.url()).toMatch(/#\/networks\/[0-9a-f-]{36}$/)
    expect(window.app.windows()).toHaveLength(1)
  })

  it('to something that is not there says so, as text', async () => {
    const name = '<img src=x onerror=alert(1)>'
    await open(`puente://machine/${encodeURIComponent(name)}`)
    await window.page.getByText(`There is no machine called “${name}”`).waitFor()
    await window.page.screenshot({ path: 'out/e2e/link-missing.png' })
    await window.page.getByRole('button', { name: 'Machines' }).click()
    await window.page.getByRole('heading', { level: 1, name: 'Machines' }).waitFor()
  })

  it('that is not exactly one of ours only brings the window to the front', async () => {
    const before = window.page.url()
    for (const link of ['puente://machine/web/delete', 'puente://machine/a%2Fb', 'puente://x/y']) {
      await open(link)
    }
    // Had one been followed, its page would be there before this one's.
    await open('puente://machine/web')
    await expect.poll(() => window.page.url()).toMatch(/#\/machines\/[0-9a-f-]{36}$/)
    await window.page.goBack()
    expect(window.page.url()).toBe(before)
  })
})

describe('the window', () => {
  const bounds = { x: 60, y: 40, width: 900, height: 640 }

  async function boundsOf({ app }: AppWindow) {
    return await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
  }

  it('comes back where it was and as large', async () => {
    {
      await using window = await openWindow(lab, { display: display.name })
      await window.app.evaluate(
        ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to),
        bounds,
      )
    }
    await using again = await openWindow(lab, { display: display.name })
    expect(await boundsOf(again)).toEqual(bounds)
  })

  it.each([
    ['on a screen that is gone', JSON.stringify({ ...bounds, x: 9000, maximized: false })],
    ['in a file that is broken', '{"x": 60, "width"'],
    ['in a file of somebody else', JSON.stringify({ ...bounds, width: 3, maximized: 'no' })],
  ])('has its usual size when it was remembered %s', async (_, text) => {
    await lab.run(['sh', '-c', `cat >${WINDOW_FILE}`], { user: 'alex', input: text })
    await using window = await openWindow(lab, { display: display.name })
    expect(await boundsOf(window)).toMatchObject({ width: 1280, height: 820 })
  })
})
