/**
 * What keeps NetworkManager from going back while a change is tried. On this computer that is time enough
 * for each part of the work. A host that is reached over the very network that is changed hears from us
 * every few seconds instead: when either direction fails, it is soon back by itself.
 */
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { PuenteError, toErrorData } from '../../../shared/errors.ts'
import type { HostSide } from '../../host/side.ts'
import type { Checkpoint } from '../client/checkpoint.ts'

export interface Hold extends Disposable {
  readonly checkpoint: Checkpoint
  /** What is checked takes up to so long. */
  verifying(addressMs: number): Promise<void>
  /** Somebody is asked for so long from now on. */
  asking(seconds: number): Promise<void>
  /** Aborted when NetworkManager has gone back. */
  readonly lost: AbortSignal
  /** Resolves when the host is known to hear us. @throws PuenteError `host-cut-off` */
  heard(): Promise<void>
}

/** From a checkpoint's creation to the end of activation; far more than it needs. */
const ACTIVATION_SECONDS = 60
/** What NetworkManager's own timer gives on top of ours, so that ours is the one to end first. */
const MARGIN_SECONDS = 15

/** A switch's port with STP and a link that flaps need half a minute, and DHCP comes after that. */
const SILENT_WHILE_TRIED = 45
/** Once it has worked, silence means that it works no more. */
const SILENT_ONCE_REACHED = 20
const BEAT_MS = 3_000
/** From then on it is said that the host does not answer. */
const SILENT_MS = 5_000
const SEEK_PAUSE_MS = 1_500

/** Seconds until NetworkManager goes back, as a checkpoint is made. */
export function firstSeconds({ isFar }: HostSide): number {
  return isFar ? SILENT_WHILE_TRIED : ACTIVATION_SECONDS
}

/** @param onSilent whether the host is being looked for */
export function holdOf(
  checkpoint: Checkpoint,
  side: HostSide,
  onSilent: (isSilent: boolean) => void,
): Hold {
  return side.isFar ? new Pulse(checkpoint, side, onSilent) : new ByTime(checkpoint)
}

class ByTime implements Hold {
  readonly checkpoint: Checkpoint
  readonly lost = new AbortController().signal

  constructor(checkpoint: Checkpoint) {
    this.checkpoint = checkpoint
  }

  verifying(addressMs: number): Promise<void> {
    return this.checkpoint.extend(addressMs / 1000 + ACTIVATION_SECONDS)
  }

  asking(seconds: number): Promise<void> {
    return this.checkpoint.extend(seconds + MARGIN_SECONDS)
  }

  async heard(): Promise<void> {}

  [Symbol.dispose](): void {}
}

class Pulse implements Hold {
  readonly checkpoint: Checkpoint
  readonly #side: HostSide
  readonly #onSilent: (isSilent: boolean) => void
  readonly #lost = new AbortController()
  #failure: unknown = null
  #seconds = SILENT_WHILE_TRIED
  #heardAt = Date.now()
  #isSilent = false
  #isEnded = false
  #isBeating = false
  #next: NodeJS.Timeout
  #waiting: PromiseWithResolvers<void> | null = null

  constructor(checkpoint: Checkpoint, side: HostSide, onSilent: (isSilent: boolean) => void) {
    this.checkpoint = checkpoint
    this.#side = side
    this.#onSilent = onSilent
    this.#next = setTimeout(() => void this.#beat(), BEAT_MS)
  }

  get lost(): AbortSignal {
    return this.#lost.signal
  }

  async verifying(): Promise<void> {
    this.#seconds = SILENT_ONCE_REACHED
    await this.heard()
  }

  /** The person's own time is counted here alone. */
  asking(): Promise<void> {
    return this.heard()
  }

  heard(): Promise<void> {
    if (this.lost.aborted) return Promise.reject(this.#cutOff())
    this.#waiting ??= Promise.withResolvers<void>()
    const { promise } = this.#waiting
    // Nobody may be waiting any more when it is lost.
    promise.catch(() => undefined)
    if (!this.#isBeating) void this.#beat()
    return promise
  }

  [Symbol.dispose](): void {
    this.#isEnded = true
    clearTimeout(this.#next)
    this.#silent(false)
  }

  /** The next one only after the answer to the last: both directions have to work. */
  async #beat(): Promise<void> {
    clearTimeout(this.#next)
    this.#isBeating = true
    const silence = setTimeout(() => this.#silent(true), SILENT_MS)
    const failure = await this.checkpoint.extend(this.#seconds).then(
      () => null,
      (error: unknown) => error ?? new Error('lost'),
    )
    clearTimeout(silence)
    this.#isBeating = false
    // The end of the checkpoint may have been answered just before.
    await setImmediate()
    if (this.#isEnded || this.checkpoint.isEnded) return
    if (failure !== null) return this.#lose(failure)
    this.#heardAt = Date.now()
    this.#silent(false)
    this.#waiting?.resolve()
    this.#waiting = null
    this.#next = setTimeout(() => void this.#beat(), BEAT_MS)
  }

  #lose(failure: unknown): void {
    this.#failure = failure
    this.#lost.abort()
    this.#waiting?.reject(this.#cutOff())
    this.#waiting = null
  }

  #cutOff(): PuenteError {
    return new PuenteError('host-cut-off', {}, { cause: toErrorData(this.#failure).cause })
  }

  #silent(isSilent: boolean): void {
    if (this.#isSilent === isSilent) return
    this.#isSilent = isSilent
    this.#onSilent(isSilent)
    if (isSilent) void this.#seek()
  }

  /**
   * Until NetworkManager has gone back the old login may hear again by itself, and all goes on. Then TCP
   * asks so rarely that a new one gets in long before, and takes its place.
   */
  async #seek(): Promise<void> {
    while (this.#isSilent) {
      await sleep(SEEK_PAUSE_MS)
      const hasGoneBack = Date.now() - this.#heardAt > this.#seconds * 1000
      if (hasGoneBack && (await this.#side.isReachedAnew()) && this.#isSilent) {
        return this.#side.renew()
      }
    }
  }
}
