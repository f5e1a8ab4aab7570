/** Rows 37 and 39: a page that is not ours asks, and the backend is killed in the middle of things. */
import { expect, it } from 'vitest'
import type { PuenteApi } from '../../shared/contract/contract.ts'
import { connection } from '../support/host.ts'
import { pids } from '../support/app-processes.ts'
import { WindowSuite } from '../support/window-suite.ts'

const suite = WindowSuite.use()
const { lab } = suite

interface PageGlobals {
  puente: PuenteApi & Record<string, (...args: unknown[]) => Promise<unknown>>
}

/** What a page gets that asks for something; its own words when there is nothing to ask with. */
const ASK = `(async () => {
  try { await window.puente.startNetwork('3c2f5d4e-9a60-4d3b-8a43-6f8d3f1b2c10'); return 'done' }
  catch (error) { return error.code ?? 'no way to ask' }
})()`

it('a rogue page: a page from elsewhere in a window with our preload is nobody', async () => {
  await lab.run(['virsh', 'net-destroy', 'default'], { check: false })
  const asked = await suite.window.app.evaluate(async ({ BrowserWindow, app }, ask) => {
    const preload = `${app.getAppPath()}/out/app/shell/preload.cjs`
    const rogue = new BrowserWindow({ show: false, webPreferences: { preload } })
    try {
      await rogue.loadURL('data:text/html,<p>rogue')
      return (await rogue.webContents.executeJavaScript(ask)) as string
    } finally {
      rogue.destroy()
    }
  }, ASK)
  expect(asked).toBe('bad-request')
  expect(await lab.virsh('net-list', '--name')).not.toContain('default')
})

it('a rogue page: an iframe is nobody', async () => {
  const asked = await suite.page.evaluate(async () => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    const { contentWindow } = frame
    const found = contentWindow && 'puente' in contentWindow
    frame.remove()
    return found ? 'has the means' : 'no way to ask'
  })
  expect(asked).toBe('no way to ask')
})

it('a rogue page: an unknown channel, an unknown method and XML for an intent change nothing', async () => {
  const codes = await suite.page.evaluate(async () => {
    const { puente } = globalThis as unknown as PageGlobals
    const code = (asked: Promise<unknown> | undefined) =>
      asked?.then(
        () => 'done',
        (error: { code: string }) => error.code,
      ) ?? 'no way to ask'
    return Promise.all([
      code(puente.execute?.('reboot')),
      code(puente.planImportNetwork?.('<network/>' as never)),
      code(puente.planAddNic?.({ xml: '<interface/>' } as never)),
      code(puente.applyPlan?.({ steps: [] } as never)),
      code(puente.planCreateBridge?.('x'.repeat(5_000_000) as never)),
    ])
  })
  expect(codes).toEqual(['no way to ask', ...Array.from({ length: 4 }, () => 'bad-request')])
  await lab.virsh('net-start', 'default')
})

it('a backend killed: killed while the window asks "Keep?", it is said, and a new one knows what became of it', async () => {
  const before = await lab.snapshotHost()
  await suite.puente.goTo('Host network')
  await suite.puente.press('Create bridge')
  await suite.puente.chooseBridge('eth0', 'br0')
  await suite.puente.pressInDialog('Continue')
  await suite.puente.planShown()
  await suite.puente.pressInDialog('Apply')
  await suite.puente.questionAsked()
  const { backend } = await pids(suite.window.app)
  process.kill(backend, 'SIGKILL')
  const killed = performance.now()
  await suite.page.waitForFunction(
    () =>
      (globalThis as unknown as PageGlobals).puente.getInventory().then(
        () => true,
        () => false,
      ),
    undefined,
    { polling: 50 },
  )
  expect(performance.now() - killed).toBeLessThan(2_000)
  expect((await pids(suite.window.app)).backend).not.toBe(backend)
  // Where the question stood, and not a wheel that turns for ever.
  await suite.puente.dialog.getByText('stopped and is restarting').waitFor()
  await suite.puente.dialog.getByText('The old connection is back.').waitFor({ timeout: 60_000 })
  await expect
    .poll(async () => connection(await lab.snapshotHost()), { timeout: 60_000 })
    .toEqual(connection(before))
  // Everything was read again: what is done now is seen.
  await suite.page.keyboard.press('Escape')
  await suite.puente.goTo('Machines')
  await lab.virsh('destroy', 'web')
  await suite.page.getByTestId('machine-web').getByText('Shut off').waitFor()
})
