/**
 * The one change to the host's own connection that may be under way: its steps and checks as the
 * window shows them, and the person's answer to "Keep?".
 */
import type { HostSide } from '../../host/side.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { ErrorData } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import { hasEnded } from '../../../shared/model/plan.ts'
import type { Change, ChangePhase, Check, StepState, PlanView } from '../../../shared/model/plan.ts'
import type { Question } from '../../networkmanager/index.ts'
import type { InventoryStore } from '../inventory/inventory.ts'

type Answer = 'keep' | 'revert'

const checkIds: Check['id'][] = ['link', 'address', 'gateway', 'dns', 'internet']
/** Of a host at the other end of an ssh. */
const farCheckIds: Check['id'][] = [...checkIds, 'login', 'lease']

export class Changes {
  readonly #inventory: InventoryStore
  readonly #checks: Check['id'][]
  #current: RunningChange | null = null

  constructor(inventory: InventoryStore, { isFar }: Pick<HostSide, 'isFar'>) {
    this.#inventory = inventory
    this.#checks = isFar ? farCheckIds : checkIds
  }

  get isBusy(): boolean {
    return this.#current !== null && !hasEnded(this.#current.change)
  }

  /** @throws PuenteError `change-in-progress` */
  begin(id: string, view: PlanView): RunningChange {
    if (this.isBusy) throw new PuenteError('change-in-progress')
    const running = new RunningChange(id, view, this.#checks, (change) =>
      this.#inventory.setChange(change),
    )
    this.#current = running
    return running
  }

  /** Resolves when the change has ended accordingly. @throws PuenteError `change-unknown` */
  answer(id: string, answer: Answer): Promise<Change> {
    if (this.#current?.change.id !== id) throw new PuenteError('change-unknown')
    return this.#current.answerWith(answer)
  }

  /** Gives the person more time to answer. @throws PuenteError `change-unknown` */
  async extend(id: string): Promise<Change> {
    if (this.#current?.change.id !== id) throw new PuenteError('change-unknown')
    return this.#current.extend()
  }
}

export class RunningChange {
  change: Change
  readonly #publish: (change: Change) => void
  readonly #ended = Promise.withResolvers<Change>()
  readonly #settled = Promise.withResolvers<Change>()
  #answer: ((answer: Answer | null) => void) | null = null
  #prolong: (() => Promise<void>) | null = null
  /** Where it is at, also while the host is being looked for. */
  #phase: ChangePhase = 'applying'
  #isSeeking = false

  constructor(
    id: string,
    view: PlanView,
    checks: Check['id'][],
    publish: (change: Change) => void,
  ) {
    this.#publish = publish
    // Nobody may be waiting when it fails; the window learns it from the stream all the same.
    this.#ended.promise.catch(() => undefined)
    this.#settled.promise.catch(() => undefined)
    this.change = {
      id,
      title: view.title,
      phase: 'applying',
      steps: view.steps.map((step) => ({ ...step, state: 'waiting' })),
      checks: checks.map((check) => ({
        id: check,
        text: message(`check.${check}`),
        state: 'waiting',
      })),
      deadline: null,
      doubt: null,
      error: null,
    }
    publish(this.change)
  }

  /** Resolves when it awaits the answer or has ended; rejects when it failed. */
  get settled(): Promise<Change> {
    return this.#settled.promise
  }

  step(id: string, state: StepState): void {
    const steps = this.change.steps.map((step) => (step.id === id ? { ...step, state } : step))
    const phase = id === 'verify' && state === 'running' ? 'verifying' : this.#phase
    this.#update({ steps, phase })
  }

  check(id: Check['id'], state: Check['state']): void {
    const checks = this.change.checks.map((check) =>
      check.id === id ? { ...check, state } : check,
    )
    this.#update({ checks })
  }

  get phase(): ChangePhase {
    return this.#phase
  }

  /** Shown instead of its phase for as long as the host does not answer. */
  seek(isSeeking: boolean): void {
    if (this.#isSeeking === isSeeking) return
    this.#isSeeking = isSeeking
    this.#update({})
  }

  setPhase(phase: ChangePhase): void {
    this.#update({ phase, deadline: null, doubt: null })
  }

  /** Asks the person; null when its seconds went by without an answer, or it was given up. */
  async ask(
    { seconds, doubt }: Question,
    givenUp: AbortSignal,
    prolong: () => Promise<void>,
  ): Promise<Answer | null> {
    const { promise, resolve } = Promise.withResolvers<Answer | null>()
    let timer: NodeJS.Timeout | undefined
    const wait = () => {
      clearTimeout(timer)
      if (seconds !== null) timer = setTimeout(() => resolve(null), seconds * 1000)
      const deadline = seconds === null ? null : Date.now() + seconds * 1000
      this.#update({ phase: 'awaiting-answer', deadline, doubt })
    }
    // One that was aborted before tells nobody any more.
    if (givenUp.aborted) resolve(null)
    givenUp.addEventListener('abort', () => resolve(null), { once: true })
    this.#answer = resolve
    this.#prolong = async () => {
      await prolong()
      if (this.#answer === resolve) wait()
    }
    wait()
    this.#settled.resolve(this.change)
    const answer = await promise
    clearTimeout(timer)
    this.#answer = this.#prolong = null
    return answer
  }

  /** As long again, from now. @throws PuenteError `change-unknown` when it is not waiting */
  async extend(): Promise<Change> {
    if (!this.#prolong) throw new PuenteError('change-unknown')
    await this.#prolong()
    return this.change
  }

  /** @throws PuenteError `change-unknown` when it is not waiting for one */
  answerWith(answer: Answer): Promise<Change> {
    if (!this.#answer) throw new PuenteError('change-unknown')
    this.#answer(answer)
    return this.#ended.promise
  }

  end(phase: 'done' | 'reverted'): void {
    this.#update({ phase, deadline: null, doubt: null })
    this.#settled.resolve(this.change)
    this.#ended.resolve(this.change)
  }

  /** Ended without the person's wish; `reverted` when the old state is back. */
  fail(phase: 'failed' | 'reverted', error: ErrorData): void {
    this.#update({ phase, error, deadline: null, doubt: null })
    this.#settled.reject(PuenteError.from(error))
    this.#ended.reject(PuenteError.from(error))
  }

  #update(part: Partial<Change>): void {
    this.#phase = part.phase ?? this.#phase
    const isShown = this.#isSeeking && !hasEnded({ phase: this.#phase })
    this.change = { ...this.change, ...part, phase: isShown ? 'seeking' : this.#phase }
    this.#publish(this.change)
  }
}
