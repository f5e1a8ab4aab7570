/** virt-manager on the same display, which tells the moments of its start. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Lab } from '../../lab/lab.ts'

export class VirtManager implements AsyncDisposable {
  /** Of the program itself, without the session's bus. */
  readonly pid: number
  /** ms since its start, when its window was there and when its list was complete. */
  readonly moments: { window: number; complete: number }
  readonly #process: ChildProcess

  private constructor(process: ChildProcess, told: Record<string, number>, startedAt: number) {
    const { pid = NaN, window = NaN, complete = NaN } = told
    this.#process = process
    this.pid = pid
    this.moments = { window: window - startedAt, complete: complete - startedAt }
  }

  /** Resolves when its list has `machines`. */
  static async open(lab: Lab, display: string, machines: number): Promise<VirtManager> {
    const script = 'test/bench/window/virt-manager.py'
    const argv = ['dbus-run-session', '--', '/usr/bin/python3', script, String(machines)]
    const startedAt = Date.now()
    const child = lab.spawn(argv, {
      user: 'alex',
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { DISPLAY: display, GSETTINGS_BACKEND: 'memory', NO_AT_BRIDGE: '1' },
    })
    if (!child.stdout) throw new Error('virt-manager without output')
    const told: Record<string, number> = {}
    const lines = createInterface({ input: child.stdout })
    for await (const line of lines) {
      const [name = '', value] = line.split(' ')
      told[name] = Number(value)
      if (told.window && told.complete) return new VirtManager(child, told, startedAt)
    }
    throw new Error('virt-manager has ended')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, 'exit')
    this.#process.stdin?.end()
    await ended
  }
}
