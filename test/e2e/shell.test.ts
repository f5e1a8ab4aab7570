import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { PuenteApi } from '../../shared/contract/contract.ts'
import { pids } from '../support/app-processes.ts'
import { WindowSuite } from '../support/window-suite.ts'

/** What a page finds on its window object. */
interface PageGlobals {
  puente: PuenteApi & Record<string, (...args: unknown[]) => Promise<unknown>>
}

const suite = WindowSuite.use()
const { lab } = suite

describe('the wall around the window', () => {
  it('is sandboxed, isolated and without Node', async () => {
    const found = await suite.page.evaluate(() => ({
      node: typeof (globalThis as Record<string, unknown>).process,
      require: typeof (globalThis as Record<string, unknown>).require,
    }))
    expect(found).toEqual({ node: 'undefined', require: 'undefined' })
    const preferences = await suite.window.app.evaluate(({ BrowserWindow }) => {
      const [first] = BrowserWindow.getAllWindows()
      const contents = first?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>
      }
      return contents.getLastWebPreferences()
    })
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    })
  })

  it('runs its pages in the kernel’s own sandbox, as an ordinary user', async () => {
    const argv = await suite.window.app.evaluate(() => process.argv)
    expect(argv).not.toContain('--no-sandbox')
    expect(await suite.window.app.evaluate(() => process.getuid?.())).toBe(4242)
  })

  it('fetches nothing from outside, and no file of the host', async () => {
    const tries = ['https://example.org/', 'file:///etc/passwd', 'app://puente/../../package.json']
    for (const url of tries) {
      const status = await suite.page.evaluate(
        (target) =>
          fetch(target).then(
            (response) => response.status,
            () => 'refused',
          ),
        url,
      )
      expect([404, 'refused'], url).toContain(status)
    }
  })

  it('rejects a call whose arguments do not fit the contract', async () => {
    const errors = await suite.page.evaluate(async () => {
      const { puente: api } = globalThis as unknown as PageGlobals
      const tries: [string, unknown[]][] = [
        ['startNetwork', ['not a uuid']],
        ['planCreateBridge', [{ nic: 'eth0', name: 'br0', network: null, xml: '<evil/>' }]],
        ['planCreateBridge', ['x'.repeat(1_000_000)]],
        ['applyPlan', []],
      ]
      const codes = []
      for (const [method, args] of tries) {
        const answer = api[method]?.(...args)
        codes.push(
          await answer?.then(
            () => 'accepted',
            (error: { code: string }) => error.code,
          ),
        )
      }
      return codes
    })
    expect(errors).toEqual(['bad-request', 'bad-request', 'bad-request', 'bad-request'])
  })
})

describe('OpenGL', () => {
  it('is not loaded for GTK, whose dialogs need none, nor kept from what we start', async () => {
    const { main, backend } = await pids(suite.window.app)
    expect(readFileSync(`/proc/${main}/maps`, 'utf8')).toContain('libgtk')
    expect(readFileSync(`/proc/${main}/maps`, 'utf8')).not.toMatch(/libLLVM|_dri\.so|libgallium/)
    expect(await suite.window.app.evaluate(() => process.env.GDK_GL)).toBeUndefined()
    expect(readFileSync(`/proc/${backend}/environ`, 'utf8')).not.toContain('GDK_GL')
  })
})

describe('when a part of the app or the host dies', () => {
  it('has a new backend in two seconds, with everything read again', async () => {
    const pid = await suite.window.app.evaluate(({ app }) => {
      const found = app.getAppMetrics().find(({ name }) => name === 'Puente backend')
      return found?.pid
    })
    process.kill(pid ?? expect.unreachable('there is no backend'), 'SIGKILL')
    await suite.page.getByTestId('reconnecting').waitFor()
    await suite.page.getByTestId('reconnecting').waitFor({ state: 'detached', timeout: 2_000 })
    await suite.puente.goTo('Machines')
    await suite.page.getByTestId('machine-web').getByText('Running').waitFor()
  })

  it('says that libvirt is gone and how to start it, and comes back with it', async () => {
    await lab.daemons.libvirtd.stop('SIGKILL')
    await suite.puente.goTo('Machines')
    const banner = suite.page.getByTestId('service-lost')
    await banner.getByRole('button', { name: 'Details' }).click()
    const details = suite.page.getByRole('dialog', { name: 'Details' })
    await details.getByText(/sudo systemctl enable --now (libvirtd|virtqemud)\.socket/).waitFor()
    await suite.page.getByTestId('machine-web').getByText('Running').waitFor()
    await lab.daemons.libvirtd.start()
    await suite.puente.ready()
    await banner.waitFor({ state: 'detached' })
  })

  it('says that NetworkManager is gone while libvirt goes on working', async () => {
    await lab.daemons.networkManager.stop('SIGTERM')
    await suite.puente.goTo('Host network')
    await suite.page.getByText('sudo systemctl enable --now NetworkManager').waitFor()
    await suite.puente.goTo('Machines')
    await suite.page.getByTestId('machine-web').getByText('Running').waitFor()
    await lab.daemons.networkManager.start()
    await suite.puente.ready()
  })
})

// Last: the driver waits for ever for a navigation that was refused.
describe('a page that wants to leave', () => {
  it('opens no window and goes nowhere', async () => {
    const url = suite.page.url()
    await suite.page.evaluate(() => {
      globalThis.open('https://example.org/')
      globalThis.location.assign('https://example.org/')
    })
    await suite.page.waitForTimeout(300)
    expect(suite.window.app.windows().length).toBe(1)
    expect(suite.page.url()).toBe(url)
  })
})
