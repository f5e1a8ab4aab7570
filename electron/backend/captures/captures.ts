/** Captures of this session: what they can be here, and those that run. */
import { randomUUID } from 'node:crypto'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { CaptureProgress, StartCaptureIntent } from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { MOST_CAPTURES } from '../../../shared/model/capture.ts'
import type { Capture, CaptureHindrance, CaptureStanding } from '../../../shared/model/capture.ts'
import type { Conversations } from '../../../shared/model/conversation.ts'
import { exists } from '../../host/side.ts'
import type { Desk, HostSide, Running } from '../../host/side.ts'
import { Recording } from './recording.ts'
import { dumpcapWords, fileNameOf, filterWithout } from './words.ts'

/** Some of those that ended, to be looked at. */
const KEPT = 30

export interface CaptureParts {
  side: HostSide
  desk: Desk
  tellCapture: (progress: CaptureProgress) => void
}

export class Captures {
  readonly #parts: CaptureParts
  readonly #recordings = new Map<string, Recording>()

  constructor(parts: CaptureParts) {
    this.#parts = parts
  }

  async standing(name: string): Promise<CaptureStanding> {
    const { side, desk } = this.#parts
    const wireshark = await desk.hasProgram('wireshark')
    const no = (hindrance: CaptureHindrance) => ({ by: null, hindrance, wireshark })
    if (!side.isKnown) return no('elsewhere')
    if (!(await desk.hasProgram('tshark'))) return no('no-tshark')
    // Debian lets nobody but the members of its group run it, once they are to capture.
    if (!(await side.hasProgram('dumpcap'))) return no(side.isFar ? 'no-dumpcap-far' : 'no-dumpcap')
    const { error } = await side.look('dumpcap', ['-L', '-i', name])
    if (error === null) return { by: side.isFar ? 'far' : 'person', hindrance: null, wireshark }
    if (side.isFar) return no('not-allowed-far')
    if (!desk.hasHelper()) return no('no-helper')
    return { by: 'administrator', hindrance: null, wireshark }
  }

  all(): Capture[] {
    return [...this.#recordings.values()].map(({ capture }) => capture)
  }

  /**
   * @param file that the person has chosen; else one of its own in their downloads
   * @throws PuenteError see the contract
   */
  async start(intent: StartCaptureIntent, file?: string): Promise<Capture> {
    const running = this.all().filter(({ end }) => end === null)
    if (running.length >= MOST_CAPTURES) throw new PuenteError('captures-too-many')
    const asked = { ...intent, filter: intent.filter.trim() }
    const { by, hindrance } = await this.standing(asked.interface)
    if (by === null) throw new PuenteError('capture-not-possible', { why: hindrance ?? '' })
    const capture: Capture = {
      ...{ id: randomUUID(), interface: asked.interface, filter: asked.filter },
      ...{ file: file ?? (await this.#file(asked.interface)), packets: 0, end: null, cause: null },
    }
    const { desk, tellCapture } = this.#parts
    const source = await this.#source(asked, by)
    const recording = new Recording(capture, asked, { desk, source, tell: tellCapture })
    this.#keep(capture.id, recording)
    await this.#requireStarted(capture.id, recording)
    return recording.capture
  }

  /** @throws PuenteError `capture-gone` */
  conversations(id: string): Conversations {
    return this.#find(id).conversations()
  }

  stop(id: string): Promise<void> {
    const recording = this.#find(id)
    recording.stop()
    return recording.ended.then(() => undefined)
  }

  /** @throws PuenteError `wireshark-missing` */
  async open(id: string): Promise<void> {
    const { file } = this.#find(id).capture
    const { desk } = this.#parts
    if (!(await desk.hasProgram('wireshark'))) throw new PuenteError('wireshark-missing')
    await desk.launch('wireshark', ['-r', file])
  }

  /** What reads the interface. @throws PuenteError `capture-failed` */
  async #source(
    { interface: name, filter }: StartCaptureIntent,
    by: NonNullable<CaptureStanding['by']>,
  ): Promise<Running> {
    const { side } = this.#parts
    const own = filterWithout(filter, await side.ownWay())
    const { stdout } = await side.look('dumpcap', ['--help'])
    const words = dumpcapWords(name, own, stdout.includes('--update-interval'))
    try {
      return await side.startTethered('dumpcap', words, by === 'administrator' ? by : 'person')
    } catch (error) {
      throw new PuenteError('capture-failed', {}, { cause: error })
    }
  }

  /** A file of its own, that is not there yet. */
  async #file(name: string): Promise<string> {
    const { desk } = this.#parts
    const { stdout } = await desk.look('xdg-user-dir', ['DOWNLOAD'])
    const said = stdout.trim()
    const folder = isAbsolute(said) && (await exists(desk, said)) ? said : homedir()
    const now = new Date()
    for (let number = 1; ; number++) {
      const file = join(folder, fileNameOf(name, now, number))
      const isTaken = this.all().some((one) => one.file === file) || (await exists(desk, file))
      if (!isTaken) return file
    }
  }

  /** What ends before it listens has failed: nothing of it stays in the list. */
  async #requireStarted(id: string, { started, ended }: Recording): Promise<void> {
    if (await started) return
    this.#recordings.delete(id)
    const { cause } = await ended
    // dumpcap's own words for what pcap-filter(7) does not know.
    const isFilter = cause?.includes('capture filter') === true
    throw new PuenteError(
      isFilter ? 'capture-filter-invalid' : 'capture-failed',
      {},
      { cause: cause ?? '' },
    )
  }

  #keep(id: string, recording: Recording): void {
    this.#recordings.set(id, recording)
    const ended = [...this.#recordings].filter(([, { capture }]) => capture.end !== null)
    for (const [old] of ended.slice(0, Math.max(0, ended.length - KEPT))) {
      this.#recordings.delete(old)
    }
  }

  #find(id: string): Recording {
    const recording = this.#recordings.get(id)
    if (!recording) throw new PuenteError('capture-gone')
    return recording
  }
}
