/** The real app in a real Electron, run inside the lab as the ordinary user, sandbox on. */
import { chmod, writeFile } from 'node:fs/promises'
import { _electron } from 'playwright-core'
import type { ElectronApplication, Page } from 'playwright-core'
import { electronRuntime } from '../../build/electron-runtime.ts'
import { quote } from '../../shared/rules/shell.ts'
import type { Lab } from '../lab/lab.ts'
import { environment } from '../lab/place.ts'

export interface AppWindow extends AsyncDisposable {
  app: ElectronApplication
  page: Page
}

export interface WindowOptions {
  display: string
  locale?: 'en' | 'es'
  theme?: 'light' | 'dark'
  env?: NodeJS.ProcessEnv
}

const RUN_AS_ALEX = '/run/lab/run-as-alex'

/** Must be called inside the lab: a test driver talks to the window on the loopback. */
export async function openWindow(lab: Lab, options: WindowOptions): Promise<AppWindow> {
  await writeLauncher(lab)
  const { display, locale = 'en', theme = 'light' } = options
  const app = await _electron.launch({
    executablePath: RUN_AS_ALEX,
    args: [process.cwd(), `--lang=${locale}`],
    env: environment('alex', { DISPLAY: display, ...options.env }) as Record<string, string>,
    colorScheme: theme,
    // Playwright switches it off by default; the app is tested as it is used.
    chromiumSandbox: true,
  })
  const page = await app.firstWindow()
  return {
    app,
    page,
    [Symbol.asyncDispose]: () => app.close(),
  }
}

/** Playwright starts one program with its own arguments first: a script that becomes Electron. */
async function writeLauncher(lab: Lab): Promise<void> {
  const argv = lab.command([electronRuntime().path], { user: 'alex' })
  await writeFile(RUN_AS_ALEX, `#!/bin/sh\nexec ${argv.map(quote).join(' ')} "$@"\n`)
  await chmod(RUN_AS_ALEX, 0o755)
}
