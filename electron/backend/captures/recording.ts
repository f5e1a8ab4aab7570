/** One capture that runs: what reads the interface, what writes the file, and the list of it. */
import { createInterface } from 'node:readline'
import type { CaptureProgress, StartCaptureIntent } from '../../../shared/contract/contract.ts'
import type { Capture, CaptureEnd, CapturedPacket } from '../../../shared/model/capture.ts'
import type { Conversations } from '../../../shared/model/conversation.ts'
import type { Desk, Running } from '../../host/side.ts'
import { ConversationCount } from './conversations.ts'
import { lineOf, tsharkWords } from './words.ts'

/** How often the list is told, in ms: often enough to be live, too seldom to be work. */
const TOLD_MS = 25
/** How long a packet may be on its way through the kernel, in ms: dumpcap asks it four times a second. */
const UNDER_WAY_MS = 300
/** Of a burst the last ones; all are in the file. */
const MOST_TOLD = 200
/** What each says once it misses nothing any more, and waits for packets. */
const LISTENING = /^File: /m
const WRITING = /^Capturing on /m
/** What a program says before it ends, in characters. */
const MOST_WORDS = 2_000

export interface RecordingParts {
  desk: Desk
  /** Reads the interface, wherever that is, until its input ends. */
  source: Running
  tell: (progress: CaptureProgress) => void
}

export class Recording {
  readonly #parts: RecordingParts
  readonly #source: Running
  readonly #writer: Running
  #capture: Capture
  #packets: CapturedPacket[] = []
  readonly #conversations = new ConversationCount()
  #timer: NodeJS.Timeout | null = null
  #words = ''
  #isStopped = false
  readonly #listening = Promise.withResolvers<boolean>()
  /** Does it miss nothing from now on? False where it has ended instead; a password may be typed first. */
  readonly started: Promise<boolean> = this.#listening.promise
  /** Is settled once both programs are gone. */
  readonly ended: Promise<Capture>

  /** @throws ProgramMissingError */
  constructor(capture: Capture, intent: StartCaptureIntent, parts: RecordingParts) {
    this.#parts = parts
    this.#capture = capture
    this.#source = parts.source
    this.#writer = parts.desk.start('tshark', tsharkWords(capture.file, intent))
    this.#source.stdout.pipe(this.#writer.stdin)
    // Whichever ends first ends the other.
    this.#writer.stdin.on('error', () => this.#letGo())
    const listening = this.#hear(this.#source, LISTENING)
    const writing = this.#hear(this.#writer, WRITING)
    void Promise.all([listening, writing]).then(() => this.#listening.resolve(true))
    createInterface({ input: this.#writer.stdout }).on('line', (line) => this.#take(line))
    this.ended = this.#follow()
  }

  get capture(): Capture {
    return this.#capture
  }

  /** Between whom its packets went, of those that the decoder has read. */
  conversations(): Conversations {
    return this.#conversations.now()
  }

  /** Packets that were under way are still written. */
  stop(): void {
    this.#isStopped = true
    setTimeout(() => this.#letGo(), UNDER_WAY_MS)
  }

  /** The tether's other end: what reads the interface ends, and then what writes. */
  #letGo(): void {
    this.#source.stdin.end()
  }

  async #follow(): Promise<Capture> {
    const source = endOf(this.#source)
    const writer = endOf(this.#writer)
    const byWriter = writer.then((status) => ({ isWriter: true, status }))
    const first = Promise.race([byWriter, source.then((status) => ({ isWriter: false, status }))])
    // One that ends by itself closes its output, while its tether waits for us.
    this.#source.stdout.once('end', () => this.#letGo())
    void writer.then(() => this.#source.stdout.resume() && this.#letGo())
    await Promise.all([source, writer])
    if (this.#timer) clearTimeout(this.#timer)
    const end = this.#endBy(await first)
    const cause = end === 'failed' ? this.#words.trim() : null
    this.#capture = { ...this.#capture, end, cause }
    this.#listening.resolve(false)
    this.#tell()
    return this.#capture
  }

  /** The writer knows the limits; what reads the interface ends by itself only when it can't go on. */
  #endBy({ isWriter, status }: { isWriter: boolean; status: number | null }): CaptureEnd {
    if (this.#isStopped) return 'stopped'
    return isWriter && status === 0 ? 'limit' : 'failed'
  }

  /** Keeps what it says. Resolves once that is among it. */
  #hear(program: Running, wanted: RegExp): Promise<void> {
    let own = ''
    return new Promise((resolve) => {
      program.stderr.on('data', (data: Buffer) => {
        own = (own + data.toString('utf8')).slice(-MOST_WORDS)
        this.#words = (this.#words + data.toString('utf8')).slice(-MOST_WORDS)
        if (wanted.test(own)) resolve()
      })
    })
  }

  #take(line: string): void {
    const read = lineOf(line)
    if (!read) return
    const { packet } = read
    this.#capture = { ...this.#capture, packets: packet.number }
    this.#packets.push({ ...packet, conversation: this.#conversations.add(read) })
    if (this.#packets.length > MOST_TOLD) this.#packets.shift()
    this.#timer ??= setTimeout(() => this.#tell(), TOLD_MS)
  }

  #tell(): void {
    this.#timer = null
    const packets = this.#packets
    this.#packets = []
    this.#parts.tell({ capture: this.#capture, packets })
  }
}

/** Its exit status; null where it could not be started, or was ended. */
function endOf(child: Running): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('close', resolve)
    child.once('error', () => resolve(null))
  })
}
