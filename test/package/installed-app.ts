/**
 * The installed program, as an ordinary user starts it. Its fuses allow no inspector, which is how
 * Electron is driven elsewhere; the window is reached through Chromium's own debugging port, which
 * a release refuses and this build, made to be tested, does not.
 */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { chromium, type Page } from 'playwright-core'
import type { Lab } from '../lab/lab.ts'

export const PROGRAM = '/usr/bin/puente'

export interface InstalledApp extends AsyncDisposable {
  page: Page
  /** Of its main process. */
  pid: number
  /** Everything that it has written on its standard error. */
  said(): string
}

export async function startInstalled(lab: Lab, display: string): Promise<InstalledApp> {
  const argv = [PROGRAM, '--remote-debugging-port=0', '--lang=en']
  const app = lab.spawn(argv, { user: 'alex', env: { DISPLAY: display }, stdio: 'pipe', cwd: '/' })
  let text = ''
  const lines = createInterface({ input: app.stderr ?? process.stdin })
  const address = new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      text += `${line}\n`
      const [, found] = /DevTools listening on (\S+)/.exec(line) ?? []
      if (found) resolve(found)
    })
    app.once('exit', (code) => reject(new Error(`${PROGRAM} ended with ${code}:\n${text}`)))
  })
  const browser = await chromium.connectOverCDP(await address)
  const context = browser.contexts()[0] ?? (await browser.newContext())
  const page = context.pages()[0] ?? (await context.waitForEvent('page'))
  return {
    page,
    pid: app.pid ?? 0,
    said: () => text,
    [Symbol.asyncDispose]: async () => {
      const ended = app.exitCode === null ? once(app, 'exit') : Promise.resolve()
      await browser.close()
      app.kill()
      await ended
    },
  }
}
