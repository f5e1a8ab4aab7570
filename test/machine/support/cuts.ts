/** One sort of change, cut off by a power cut at one point after the other. */
import {
  carryOut,
  begin,
  hostState,
  type HostState,
  type Kind,
} from '../../faults/support/bridge.ts'
import type { Point } from '../../faults/support/points.ts'
import { stopped } from '../../faults/support/stopped.ts'
import { REPOSITORY } from '../../lab/place.ts'
import { until } from '../../lab/wait.ts'
import type { TestBackend } from '../../support/backend.ts'
import { hostConnection } from '../../support/host.ts'
import { Computer } from '../computer.ts'
import { bringApp, startBackend } from './app.ts'
import { STOPPING_BACKEND } from './bundle.ts'
import { oneOf } from './whole.ts'

export interface Ending {
  host: 'as before' | 'as asked for'
  /** What the app’s next start says. */
  told: string
  /** Since the power was back, until the host’s addresses, routes and DNS were as before. */
  seconds: number
}

/** The app has said that it is kept; and nothing is left to be told. */
export const TOLD: Point = {
  ...{ name: 'told that it is kept', behind: 'keepChange', count: 1, kept: true },
}

const BOOTED_MS = 600_000
const STEP_MS = 300_000

export class Cuts {
  readonly #kind: Kind
  #computer: Computer | null = null
  /** The host before the change and with it. */
  #states: { before: HostState; after: HostState } | null = null

  constructor(kind: Kind) {
    this.#kind = kind
  }

  /** After one that went wrong, the next has a computer of its own. */
  async run(point: Point): Promise<Ending> {
    try {
      return await this.#attempt(point)
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  async stop(): Promise<void> {
    await this.#computer?.stop()
    this.#computer = null
  }

  async #attempt(point: Point): Promise<Ending> {
    const { computer, before, after } = await this.#ready()
    if (point === TOLD) await this.#keep(computer)
    else await this.#comeTo(computer, point)
    await computer.cutPower()
    const since = performance.now()
    await computer.boot()
    await connectedAs(computer, before)
    const seconds = (performance.now() - since) / 1000
    await oneOf(computer, [before, after])
    const told = await toldByNextStart(computer, point === TOLD ? 0 : 1)
    const last = await oneOf(computer, [before, after])
    return { host: last === before ? 'as before' : 'as asked for', told, seconds }
  }

  async #keep(computer: Computer): Promise<void> {
    const backend = await startBackend(computer)
    await carryOut(backend, this.#kind)
  }

  async #comeTo(computer: Computer, point: Point): Promise<void> {
    const backend = await startBackend(computer, {
      program: `${REPOSITORY}/${STOPPING_BACKEND}/main.js`,
      env: { PUENTE_STOP_BEHIND: point.behind, PUENTE_STOP_COUNT: String(point.count) },
    })
    const hasStopped = stopped(backend, STEP_MS)
    const reached = this.#reach(backend, point)
    // Once it has stopped, however the call ends is of no interest.
    reached.catch(() => undefined)
    await Promise.race([hasStopped, reached])
  }

  /** Asks for the change, and for its being kept where the point lies behind that. */
  async #reach(backend: TestBackend, point: Point): Promise<never> {
    const change = await begin(backend, this.#kind)
    if (point.kept) await backend.api.keepChange(change.id)
    throw new Error(`${point.name} was not reached`)
  }

  /** A computer in the state that the change starts from; both states have been looked at once. */
  async #ready(): Promise<{ computer: Computer; before: HostState; after: HostState }> {
    const computer = (this.#computer ??= await newComputer())
    const isThere = async () =>
      JSON.stringify(await hostState(computer)) === JSON.stringify(this.#states?.before)
    if (this.#states && (await isThere())) return { computer, ...this.#states }
    await using backend = await startBackend(computer)
    if (this.#states) {
      await this.#startOver(computer, backend)
    } else {
      if (this.#kind !== 'create') await carryOut(backend, 'create')
      const before = await hostState(computer)
      await carryOut(backend, this.#kind)
      const after = await hostState(computer)
      this.#states = { before, after }
      await this.#startOver(computer, backend)
    }
    await oneOf(computer, [this.#states.before])
    return { computer, ...this.#states }
  }

  /** Back to where the change starts from, whichever whole the last one ended in. */
  async #startOver(computer: Computer, backend: TestBackend): Promise<void> {
    if ((await hostState(computer)).links.includes('br0')) await carryOut(backend, 'remove')
    if (this.#kind !== 'create') await carryOut(backend, 'create')
  }
}

async function newComputer(): Promise<Computer> {
  const computer = await Computer.start()
  await bringApp(computer, [STOPPING_BACKEND])
  // Two cables of a bridge to one switch would be a loop.
  await computer.runOutside(['ip', 'link', 'set', 'lan-eth1', 'nomaster'])
  return computer
}

async function connectedAs(computer: Computer, { connection }: HostState): Promise<void> {
  const wanted = JSON.stringify(connection)
  const isThere = async () => JSON.stringify(await hostConnection(computer)) === wanted
  await until('connected as before', isThere, { timeoutMs: BOOTED_MS, everyMs: 500 })
}

/** @param notices how many there are to be */
async function toldByNextStart(computer: Computer, notices: number): Promise<string> {
  await using backend = await startBackend(computer)
  const inventory = await backend.until((now) => now.notices.length >= notices, STEP_MS)
  const key = inventory.notices[0]?.text.key ?? 'nothing'
  const journal = '/home/alex/.local/state/puente/journal.json'
  await until('the journal is empty', () => computer.does(`! test -e ${journal}`), {
    timeoutMs: STEP_MS,
    everyMs: 500,
  })
  return /^notice\.(?:create|remove|change)-bridge-(undone|finished)$/.exec(key)?.[1] ?? key
}
