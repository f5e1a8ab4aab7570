/**
 * cockpit-machines in the same browser, where the lab's host has it: its web server and its bridge as
 * root, so that nobody is asked for a password; libvirt's service on the bus starts by itself.
 */
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Lab } from '../../lab/lab.ts'
import { ended } from '../../lab/process.ts'
import { until } from '../../lab/wait.ts'
import { BARE, BenchWindow } from './open.ts'

const SERVER = '/usr/lib/cockpit/cockpit-ws'
const PORT = '9090'
const URL = `http://127.0.0.1:${PORT}/cockpit/@localhost/machines/index.html`
const ROWS = 'document.querySelectorAll("tbody tr").length'
/** It wants hardware that emulates nothing, once: the answer is kept in the browser. */
const IGNORE = 'document.getElementById("ignore-hw-virtualization-disabled-btn")'

/** Long enough for a thousand machines on a busy computer. */
const PATIENCE_MS = 120_000

export class Cockpit implements AsyncDisposable {
  readonly #server: ChildProcess
  readonly #lab: Lab

  private constructor(lab: Lab, server: ChildProcess) {
    this.#lab = lab
    this.#server = server
  }

  static readonly isThere = (): boolean => existsSync(SERVER)

  /** Its service and its server, and its page once, as every start but the first finds them. */
  static async start(lab: Lab, display: string): Promise<Cockpit> {
    const serve = ['--no-tls', '--address=127.0.0.1', `--port=${PORT}`]
    const argv = [SERVER, ...serve, '--local-session=cockpit-bridge']
    const server = lab.spawn(argv, { stdio: 'ignore' })
    const answers = () => fetch(URL, { signal: AbortSignal.timeout(1_000) }).catch(() => null)
    await until('Cockpit answers', async () => ((await answers())?.ok ? true : undefined))
    const cockpit = new Cockpit(lab, server)
    await using window = await cockpit.#open(display)
    await until('its page is there', () =>
      window.page.evaluate<boolean>(`${IGNORE}?.click(), ${ROWS} > 0`).catch(() => false),
    )
    return cockpit
  }

  /** @returns ms from the browser's start until its list has this many, or as many as it gets */
  async complete(display: string, machines: number): Promise<{ ms: number; listed: number }> {
    await using window = await this.#open(display)
    await until('the page is Cockpit’s', () =>
      window.page.evaluate<boolean>('location.port !== ""').catch(() => false),
    )
    const [at, listed] = await window.page.evaluate<[number, number]>(`new Promise((resolve) => {
      const done = () => resolve([performance.timeOrigin + performance.now(), ${ROWS}])
      const look = () => ${ROWS} >= ${machines} && requestAnimationFrame(done)
      new MutationObserver(look).observe(document, { childList: true, subtree: true })
      look()
      setTimeout(done, ${PATIENCE_MS})
    })`)
    return { ms: at - window.startedAt, listed }
  }

  #open(display: string): Promise<BenchWindow> {
    return BenchWindow.open(this.#lab, { display, app: BARE, url: URL })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const done = ended(this.#server)
    // With a session the server waits for the browser's return.
    this.#server.kill('SIGKILL')
    await done
  }
}
