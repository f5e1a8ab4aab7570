/** What the desktop is told while nobody looks at the window. */
import { beforeAll, expect, it } from 'vitest'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()

interface Told {
  told: string[]
}

/** No desktop runs here: what would be shown is written down instead. */
beforeAll(async () => {
  await suite.window.app.evaluate(({ Notification }) => {
    const here = globalThis as unknown as Told
    here.told = []
    Notification.isSupported = () => true
    Notification.prototype.show = function (this: Electron.Notification) {
      here.told.push(this.title)
    }
  })
})

function told(): Promise<string[]> {
  return suite.window.app.evaluate(() => (globalThis as unknown as Told).told)
}

function setFocused(focused: boolean): Promise<void> {
  return suite.window.app.evaluate(({ BrowserWindow }, value) => {
    const [window] = BrowserWindow.getAllWindows()
    if (window) window.isFocused = () => value
  }, focused)
}

async function makeBridge(): Promise<void> {
  await suite.puente.goTo('Host network')
  await suite.puente.press('Create bridge')
  await suite.puente.chooseBridge('eth0', 'br0')
  await suite.puente.pressInDialog('Continue')
  await suite.puente.planShown()
  await suite.puente.pressInDialog('Apply')
  await suite.puente.questionAsked()
}

it('says that a change waits for its answer, and that the old connection is back', async () => {
  await setFocused(false)
  await makeBridge()
  await expect.poll(told).toEqual(['Keep the new connection?'])
  await suite.puente.pressInDialog('Revert')
  await suite.puente.dialog.getByRole('heading', { name: 'Reverted' }).waitFor()
  await expect.poll(told).toEqual(['Keep the new connection?', 'The old connection is back'])
  await suite.puente.pressInDialog('Close')
})

it('says which task has ended', async () => {
  await setFocused(false)
  await suite.puente.openMachine('old-mail')
  await suite.puente.press('Start')
  // QEMU's own start, without hardware for it.
  await expect.poll(told, { timeout: 30_000 }).toContain('Start old-mail')
  await suite.lab.virsh('destroy', 'old-mail')
})

it('says nothing to somebody who sees it', async () => {
  await setFocused(true)
  const before = await told()
  await makeBridge()
  await suite.puente.pressInDialog('Revert')
  await suite.puente.dialog.getByRole('heading', { name: 'Reverted' }).waitFor()
  expect(await told()).toEqual(before)
  await suite.puente.pressInDialog('Close')
})
