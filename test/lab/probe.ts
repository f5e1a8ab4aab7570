import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type Place, REPOSITORY } from './place.ts'
import { ended, spawnIn } from './process.ts'

export interface ProbeOptions {
  intervalMs?: number
  /** It ends by itself after this time. */
  maxSeconds?: number
}

export interface ProbeResult {
  sent: number
  lost: number
  /** The longest time in which no answer came, beyond the interval itself. */
  gapMs: number
  intervalMs: number
  durationMs: number
}

/** A running probe from the LAN's side (see probe.c); `stop` gives its result. */
export class Probe {
  readonly #child: ChildProcess
  readonly #result: Promise<ProbeResult>

  private constructor(child: ChildProcess, result: Promise<ProbeResult>) {
    this.#child = child
    this.#result = result
  }

  /** Resolves with the first answer, so that what follows is measured against a working line. */
  static async start(
    place: Place,
    address: string,
    { intervalMs = 10, maxSeconds = 120 }: ProbeOptions = {},
  ): Promise<Probe> {
    const argv = [`${REPOSITORY}/.cache/lab/probe`, address, String(intervalMs), String(maxSeconds)]
    const child = spawnIn(place, argv, { where: 'lan', stdio: ['pipe', 'pipe', 'inherit'] })
    if (!child.stdout) throw new Error('a probe without output')
    const lines = createInterface({ input: child.stdout })
    const end = ended(child)
    const result = new Promise<ProbeResult>((resolve, reject) => {
      lines.on('line', (line) => line.startsWith('{') && resolve(JSON.parse(line) as ProbeResult))
      end.then(() => reject(new Error(`the probe of ${address} ended without a result`)), reject)
    })
    // Somebody who only starts it must not be told by an unhandled rejection.
    result.catch(() => {})
    const ready = await Promise.race([once(lines, 'line'), end.then(() => undefined)])
    if (ready?.[0] !== 'ready') throw new Error(`${address} does not answer a probe`)
    return new Probe(child, result)
  }

  stop(): Promise<ProbeResult> {
    this.#child.stdin?.end()
    return this.#result
  }
}
