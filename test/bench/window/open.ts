/** A window of an Electron app in the lab as the ordinary user has it, and its debugger. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { electronRuntime } from '../../../build/electron-runtime.ts'
import { REPOSITORY } from '../../lab/place.ts'
import type { Lab } from '../../lab/lab.ts'
import { until } from '../../lab/wait.ts'
import { Cdp } from './cdp.ts'

/** Nothing but a window: what Electron itself costs. */
export const BARE = `${REPOSITORY}/test/bench/bare`
export const PUENTE = REPOSITORY

export interface WindowOptions {
  display: string
  /** The app's directory. */
  app?: string
  libvirtUri?: string
  /** What the bare window shows, when it is not its own page. */
  url?: string
  arguments?: string[]
}

export class BenchWindow implements AsyncDisposable {
  readonly page: Cdp
  readonly browser: Cdp
  /** ms since 1970, just before the program was started. */
  readonly startedAt: number
  readonly process: ChildProcess

  private constructor(process: ChildProcess, startedAt: number, browser: Cdp, page: Cdp) {
    this.process = process
    this.startedAt = startedAt
    this.browser = browser
    this.page = page
  }

  /** Must be called inside the lab: the debugger listens on the loopback. */
  static async open(lab: Lab, options: WindowOptions): Promise<BenchWindow> {
    const { app = PUENTE, display, libvirtUri = 'qemu:///system', url = '' } = options
    const own = ['--remote-debugging-port=0', '--lang=en', ...(options.arguments ?? [])]
    const startedAt = Date.now()
    const child = lab.spawn([electronRuntime().path, app, ...own], {
      user: 'alex',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { DISPLAY: display, PUENTE_LIBVIRT_URI: libvirtUri, BENCH_URL: url },
    })
    const browserUrl = await debuggerOf(child)
    const browser = await Cdp.connect(browserUrl)
    const page = await Cdp.connect(await pageUrl(new URL(browserUrl).host))
    return new BenchWindow(child, startedAt, browser, page)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.process, 'exit')
    await this.browser.send('Browser.close').catch(() => undefined)
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 5_000)
    await ended
    clearTimeout(timer)
  }
}

async function debuggerOf({ stderr }: ChildProcess): Promise<string> {
  if (!stderr) throw new Error('a window without a log')
  const said: string[] = []
  for await (const line of createInterface({ input: stderr })) {
    said.push(line)
    const url = /^DevTools listening on (ws:\S+)/.exec(line)?.[1]
    if (!url) continue
    // Nobody reads it any more, and a full pipe would stop the window.
    stderr.resume()
    return url
  }
  throw new Error(['the window ended before it opened', ...said].join('\n'))
}

async function pageUrl(host: string): Promise<string> {
  let found = ''
  await until('there is a page', async () => {
    const targets = (await (await fetch(`http://${host}/json/list`)).json()) as {
      type: string
      url: string
      webSocketDebuggerUrl: string
    }[]
    const page = targets.find(({ type, url }) => type === 'page' && /^(app|file|http):/.test(url))
    found = page?.webSocketDebuggerUrl ?? ''
    return found !== ''
  })
  return found
}
