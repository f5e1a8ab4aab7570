import { describe, expect, it } from 'vitest'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite

/** Answers the desktop's next box as a person would, and remembers what it said. */
async function answerNextBox(button: number): Promise<() => Promise<string>> {
  await suite.window.app.evaluate(({ dialog }, response) => {
    const said = globalThis as unknown as { box?: string }
    dialog.showMessageBox = (_: unknown, options?: { detail?: string }) => {
      said.box = options?.detail ?? ''
      return Promise.resolve({ response, checkboxChecked: false })
    }
  }, button)
  return () =>
    suite.window.app.evaluate(() => (globalThis as unknown as { box?: string }).box ?? '')
}

async function closeWindow(): Promise<void> {
  await suite.window.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close()
  })
}

describe('closing the window over a form', () => {
  it('asks where something was entered, and keeps it when told so', async () => {
    await suite.puente.goTo('Networks')
    await suite.puente.press('Import XML')
    await suite.puente.writeXml(suite.puente.dialog.locator('.cm-content').first(), '<network/>')
    const said = await answerNextBox(0)
    await closeWindow()
    await expect.poll(said).toContain('not saved')
    await suite.puente.dialog.getByText('<network/>').waitFor()
    await suite.page.keyboard.press('Escape')
    await suite.puente.discardIfAsked()
    await suite.puente.dialog.waitFor({ state: 'detached' })
  })
})

describe('closing the window while a change awaits its answer', () => {
  it('asks, and stays when told so', async () => {
    await suite.puente.goTo('Host network')
    await suite.puente.press('Create bridge')
    await suite.puente.chooseBridge('eth0', 'br0')
    await suite.puente.pressInDialog('Continue')
    await suite.puente.planShown()
    await suite.puente.pressInDialog('Apply')
    await suite.puente.questionAsked()
    const said = await answerNextBox(0)
    await closeWindow()
    await expect.poll(said).toContain('the old connection comes back')
    await suite.puente.questionAsked()
  })

  it('goes back to the old connection before it closes, when told so', async () => {
    const ended = suite.window.app.waitForEvent('close')
    await answerNextBox(1)
    await closeWindow()
    await ended
    const links = await lab.ip<{ ifname: string }>('link', 'show')
    expect(links.map(({ ifname }) => ifname)).not.toContain('br0')
    expect(await lab.nmcli('-g', 'GENERAL.CONNECTION', 'device', 'show', 'eth0')).toBe('Office LAN')
  })
})
