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
  /** What Electron runs. Default: the app. */
  program?: string
  /** What stands behind it on the command line. */
  args?: string[]
}

const RUN_AS_ALEX = '/run/lab/run-as-alex'

/** Must be called inside the lab: a test driver talks to the window on the loopback. */
export async function openWindow(lab: Lab, options: WindowOptions): Promise<AppWindow> {
  await writeLauncher(lab)
  const { display, locale = 'en', theme = 'light' } = options
  const app = await launched({
    executablePath: RUN_AS_ALEX,
    args: [options.program ?? process.cwd(), `--lang=${locale}`, ...(options.args ?? [])],
    env: environment('alex', { DISPLAY: display, ...options.env }) as Record<string, string>,
    colorScheme: theme,
    // Playwright switches it off by default; the app is tested as it is used.
    chromiumSandbox: true,
  })
  const page = await app.firstWindow()
  return {
    app,
    page,
    [Symbol.asyncDispose]: async () => {
      // A form that a failed test has left open asks before it closes: nobody is there to answer.
      const letGo = app.evaluate(({ BrowserWindow }) => {
        for (const window of BrowserWindow.getAllWindows()) {
          window.webContents.on('will-prevent-unload', (event) => event.preventDefault())
        }
      })
      // Where a test has closed it there is nothing to let go.
      await letGo.catch(() => undefined)
      await app.close()
    },
  }
}

/**
 * Seen once in some hundred starts: Electron dies of SIGSEGV while Playwright’s inspector attaches,
 * before there is a window. Then it is started again; what dies twice is ours.
 */
async function launched(options: Parameters<typeof _electron.launch>[0]) {
  try {
    return await _electron.launch(options)
  } catch (error) {
    if (!String(error).includes('signal=SIGSEGV')) throw error
    return await _electron.launch(options)
  }
}

/** Playwright starts one program with its own arguments first: a script that becomes Electron. */
async function writeLauncher(lab: Lab): Promise<void> {
  const argv = lab.command([electronRuntime().path], { user: 'alex' })
  await writeFile(RUN_AS_ALEX, `#!/bin/sh\nexec ${argv.map(quote).join(' ')} "$@"\n`)
  await chmod(RUN_AS_ALEX, 0o755)
}
