/** The icon in the tray, which nobody has who did not ask for it. */
import { describe, expect, it } from 'vitest'
import { electronRuntime } from '../../build/electron-runtime.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()

const isVisible = () =>
  suite.window.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())

async function setTray(checked: boolean): Promise<void> {
  await suite.puente.press('Settings')
  const item = (state: boolean) =>
    suite.puente.dialog.getByRole('switch', { name: /^Keep running/, checked: state })
  await item(!checked).click()
  await item(checked).waitFor()
  await suite.puente.pressInDialog('Close')
}

async function closeWindow(): Promise<void> {
  await suite.window.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close()
  })
}

describe('the icon in the tray', () => {
  it('is there when it is asked for, and closing the window hides it', async () => {
    await setTray(true)
    await closeWindow()
    await expect.poll(isVisible).toBe(false)
    // As the desktop does it when the program is started once more.
    const argv = [electronRuntime().path, process.cwd()]
    const env = { DISPLAY: suite.display }
    expect((await suite.lab.run(argv, { user: 'alex', env })).code).toBe(0)
    await expect.poll(isVisible).toBe(true)
  })

  it('is gone when it is no longer wanted, and closing ends the app', async () => {
    await setTray(false)
    const ended = suite.window.app.waitForEvent('close')
    await closeWindow()
    await ended
  })
})
