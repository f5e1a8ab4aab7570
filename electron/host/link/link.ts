/** The lasting way to a far host: opened when it is first needed, and again whenever it ends. */
import type { AskPerson } from '../../../shared/model/login-question.ts'
import type { Question } from './far-shell.ts'
import type { Part } from './framing.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { LinkError } from '../side.ts'
import { Session, getsIn } from './session.ts'
import type { SessionOptions } from './session.ts'
import type { Target } from './ssh-arguments.ts'
import { Turns } from './turns.ts'

const FIRST_DELAY_MS = 500
/** A host that is asked too often by ssh shuts us out. */
const LONGEST_DELAY_MS = 60_000
/** A login that has held for so long was none that is refused again and again. */
const LASTING_MS = 30_000

/** Looks wait no longer for a login. */
const MOMENT_MS = 1_000

/** Seconds that a host may take to take a connection; of one that is looked for, until the next try. */
const PATIENCE = 15
const SHORT_PATIENCE = 3

type Open = (target: Target, options: SessionOptions) => Promise<Session>

/** Of all hosts that this process reaches. */
const turns = new Turns()

/** What a person waits for waits for no other host. */
const openInTurn: Open = (target, options) => {
  const open = () => Session.open(target, options)
  return options.ask ? open() : turns.take(open)
}

export class Link {
  readonly target: Target
  readonly #open: Open
  #session: Session | null = null
  /** Of the last login. */
  #tookSecret = false
  #opening: Promise<Session> | null = null
  #delay = FIRST_DELAY_MS
  #notBefore = 0
  #patience = PATIENCE
  #lastError = new LinkError('There is no connection to the host yet')

  constructor(target: Target, open: Open = openInTurn) {
    this.target = target
    this.#open = open
  }

  /**
   * The login that is there, or the one that is being made now.
   * @throws LinkError why not; within the pause after a failure at once, with that failure's words
   */
  async session(): Promise<Session> {
    if (this.#session && !this.#session.isClosed) return this.#session
    if (this.#opening) return this.#opening
    if (Date.now() < this.#notBefore) throw this.#lastError
    return this.#openNow(null)
  }

  /**
   * As `session`, where ssh may ask. One that is being made without a question is waited for.
   * @throws LinkError
   */
  async sessionAsking(ask: AskPerson): Promise<Session> {
    const session = await this.#opening?.catch(() => null)
    this.retryNow()
    if (session || this.#session) return this.session()
    return this.#opening ?? this.#openNow(ask)
  }

  #openNow(ask: AskPerson | null): Promise<Session> {
    this.#opening = this.#login(ask).finally(() => (this.#opening = null))
    return this.#opening
  }

  /**
   * A login that takes its time holds up nobody who only looks.
   * @throws Error without an answer
   */
  async ask(question: Question): Promise<Part[]> {
    const session = await Promise.race([this.session(), this.#notYet()])
    return session.ask(question)
  }

  /** Somebody wants it now: the pause is over. */
  retryNow(): void {
    this.#notBefore = 0
    this.#delay = FIRST_DELAY_MS
  }

  seek(): void {
    this.retryNow()
    this.#patience = SHORT_PATIENCE
  }

  /** Does another login get in, beside the one that is there, or as far as one can without the person? */
  async isReachedAnew(): Promise<boolean> {
    const answer = await getsIn(this.target, SHORT_PATIENCE)
    return answer === 'yes' || (answer === 'asked' && this.#tookSecret)
  }

  /** Gives up a login that says nothing any more. */
  renew(): void {
    this.seek()
    this.#session?.close()
  }

  close(): void {
    this.#notBefore = Infinity
    this.#session?.close()
  }

  async #login(ask: AskPerson | null): Promise<Session> {
    const begun = Date.now()
    try {
      const session = await this.#open(this.target, { patience: this.#patience, ask })
      this.#patience = PATIENCE
      this.#session = session
      this.#tookSecret = session.tookSecret
      void session.closed.then(() => this.#ended(session, begun))
      return session
    } catch (error) {
      this.#lastError = error instanceof LinkError ? error : new LinkError((error as Error).message)
      this.#pause()
      throw this.#lastError
    }
  }

  #ended({ words }: Session, begun: number): void {
    this.#session = null
    this.#lastError = new LinkError(words || 'The connection to the host has ended')
    if (Date.now() - begun > LASTING_MS) this.#delay = FIRST_DELAY_MS
    this.#pause()
  }

  async #notYet(): Promise<never> {
    await sleep(MOMENT_MS, undefined, { ref: false })
    throw new LinkError('There is no connection to the host yet')
  }

  #pause(): void {
    this.#notBefore = Date.now() + this.#delay
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS)
  }
}
