/** One kind of death against every point, one after the other on a lab of its own. */
import { expect } from 'vitest'
import { Lab } from '../../lab/lab.ts'
import { until } from '../../lab/wait.ts'
import type { TestBackend } from '../../support/backend.ts'
import { letThrough } from '../../support/switch-port.ts'
import { FIRST, begin, carryOut, hostState } from './bridge.ts'
import type { HostState, Kind } from './bridge.ts'
import type { Death, Told } from './deaths.ts'
import type { Point } from './points.ts'
import { HERE } from './reach.ts'
import type { Reach, Reached } from './reach.ts'
import { startBackend, stopped, stoppingBackend } from './stopped.ts'

export class Column {
  readonly death: Death
  readonly #kind: Kind
  readonly #reach: Reach
  #tail: Promise<unknown>
  #lab: Lab | null = null
  #reached: Reached | null = null
  /** The host before the change and with it. */
  #states: { before: HostState; after: HostState } | null = null

  constructor(kind: Kind, death: Death, reach: Reach = HERE) {
    this.#kind = kind
    this.#reach = reach
    this.death = death
    this.#tail = Promise.resolve()
  }

  /** Cuts the change off there, and returns how that ended. */
  run(point: Point): Promise<Told> {
    const result = this.#tail.then(() => this.#attempt(point))
    this.#tail = result.catch(() => this.stop())
    return result
  }

  async stop(): Promise<void> {
    await this.#lab?.stop()
    this.#lab = null
  }

  async #attempt(point: Point): Promise<Told> {
    const { lab, reached, before, after } = await this.#ready()
    const backend = await stoppingBackend(lab, point, reached.options)
    const hasStopped = stopped(backend)
    const passed = this.#pass(backend, point)
    // Once it has stopped, however the call ends is of no interest.
    passed.catch(() => undefined)
    await Promise.race([hasStopped, passed])
    const wholes = point.kept ? [before, after] : [before]
    const told = await this.death.strike({ lab, reached, backend, wholes })
    await backend.stop()
    await this.#requireWhole(lab, told === 'finished' ? after : before)
    // Once it was kept, either whole will do; before that, only the old one.
    if (!point.kept) expect(told).toBe('undone')
    return told
  }

  /** Asks for the change, and for its being kept where the point lies behind that. */
  async #pass(backend: TestBackend, point: Point): Promise<never> {
    const change = await begin(backend, this.#kind)
    if (point.kept) await backend.api.keepChange(change.id)
    throw new Error(`${point.name} was not reached`)
  }

  async #requireWhole(lab: Lab, wanted: HostState): Promise<void> {
    let last: HostState | null = null
    await until('the host is whole', async () => {
      last = await hostState(lab)
      return JSON.stringify(last) === JSON.stringify(wanted)
    }).catch(() => expect(last).toEqual(wanted))
  }

  /** A lab in the state that the change starts from; both states have been looked at once. */
  async #ready() {
    if (!this.#lab) {
      this.#lab = await Lab.start({ guests: false })
      this.#reached = await this.#reach(this.#lab)
    }
    const [lab, reached] = [this.#lab, this.#reached ?? expect.unreachable('it was reached')]
    if (this.#kind === 'change') await apart(lab)
    await using backend = await startBackend(lab, reached.options)
    if (!this.#states) {
      await this.#first(backend)
      const before = await hostState(lab)
      await carryOut(backend, this.#kind)
      const after = await hostState(lab)
      this.#states = { before, after }
    }
    await this.#startOver(lab, backend, this.#states.before)
    return { lab, reached, ...this.#states }
  }

  /** Back to where the change starts from, whichever whole the last one ended in. */
  async #startOver(lab: Lab, backend: TestBackend, before: HostState): Promise<void> {
    const isThere = async () => JSON.stringify(await hostState(lab)) === JSON.stringify(before)
    if (await isThere()) return
    const now = await hostState(lab)
    if (now.links.includes('br0')) await carryOut(backend, 'remove')
    if (now.profiles.includes('puente-eth0')) await carryOut(backend, 'own')
    await this.#first(backend)
  }

  async #first(backend: TestBackend): Promise<void> {
    const first = FIRST[this.#kind]
    if (first) await carryOut(backend, first)
  }
}

/** Two cables of a bridge to one switch would be a loop. */
async function apart(lab: Lab): Promise<void> {
  await letThrough(lab, 'eth1', false)
}
